/** @file A button with words. One view has one primary. */

import type { ComponentChildren, RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { Icon } from './Icon';
import { Keys } from './Keys';

/** See {@link Button}. */
export interface ButtonProps {
  readonly children: ComponentChildren;
  readonly kind?: 'primary' | 'quiet' | 'danger';
  readonly svg?: string;
  /** The key that does the same; shown as a tip. */
  readonly keys?: string;
  /** It has been pressed and its answer is not here yet. */
  readonly busy?: boolean;
  readonly disabled?: boolean;
  /** Sends the form it stands in. */
  readonly submit?: boolean;
  readonly small?: boolean;
  /** Has the focus when its dialog opens. */
  readonly first?: boolean;
  readonly testId?: string;
  readonly button?: RefObject<HTMLButtonElement>;
  readonly onClick?: () => void;
}

/** Draws it. While busy it keeps its size, its words and the focus. */
export function Button(props: ButtonProps) {
  const own = useRef<HTMLButtonElement>(null);
  const { kind, svg, keys, busy = false, submit = false, small = false, first = false } = props;
  return (
    <button
      type={submit ? 'submit' : 'button'}
      class={`button ${kind ?? ''} ${small ? 'small' : ''}`}
      ref={props.button ?? own}
      disabled={props.disabled}
      autofocus={first}
      aria-busy={busy}
      aria-disabled={busy}
      aria-keyshortcuts={keys}
      data-testid={props.testId}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else props.onClick?.();
      }}
    >
      {svg && <Icon svg={svg} small />}
      <span class="button-words">{props.children}</span>
      {keys && <Keys keys={keys} />}
    </button>
  );
}
