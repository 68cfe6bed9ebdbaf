/** @file Where toasts are shown. */

import { Icon } from './Icon';
import { alert, tick } from './icons';
import type { Toasts } from './toasts';

/** Draws them; read out without taking the focus. */
export function Toaster({ toasts }: { readonly toasts: Toasts }) {
  return (
    <div class="toaster" role="status">
      {toasts.shown.value.map(({ key, text, kind }) => (
        <p
          key={key}
          class={`toast ${kind}`}
          onAnimationEnd={(event) => event.animationName === 'pass' && toasts.drop(key)}
        >
          <Icon svg={kind === 'done' ? tick : alert} small />
          {text}
        </p>
      ))}
    </div>
  );
}
