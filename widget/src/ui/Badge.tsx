/** @file One word about the state of something. */

import type { ComponentChildren } from 'preact';

/** See {@link Badge}. */
export interface BadgeProps {
  readonly children: ComponentChildren;
  readonly kind?: 'good' | 'warning' | 'danger';
}

/** Draws it. */
export function Badge({ children, kind }: BadgeProps) {
  return <span class={`badge ${kind ?? ''}`}>{children}</span>;
}
