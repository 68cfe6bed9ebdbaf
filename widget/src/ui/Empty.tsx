/** @file Nothing is here, and what can be done: one sentence and the next step. */

import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';

/** See {@link Empty}. */
export interface EmptyProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly svg?: string;
  readonly act?: ComponentChildren;
  readonly middle?: boolean;
}

/** Draws it. */
export function Empty({ title, children, svg, act, middle }: EmptyProps) {
  return (
    <div class={`empty ${middle ? 'middle' : ''}`}>
      {svg && (
        <span class="empty-icon">
          <Icon svg={svg} />
        </span>
      )}
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {act}
    </div>
  );
}
