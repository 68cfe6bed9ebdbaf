/** @file How far something is, or how much time is left, as a ring around what it is about. */

import type { ComponentChildren } from 'preact';

/** See {@link Ring}. */
export interface RingProps {
  /** 0..=1. */
  readonly part: number;
  /** Read out. */
  readonly label: string;
  readonly children?: ComponentChildren;
}

const RADIUS = 18;
const AROUND = 2 * Math.PI * RADIUS;

/** Draws it. */
export function Ring({ part, label, children }: RingProps) {
  const percent = Math.round(Math.min(1, Math.max(0, part)) * 100);
  return (
    <span
      class="progress-ring"
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <svg viewBox="0 0 40 40" aria-hidden="true" focusable="false">
        <circle cx="20" cy="20" r={RADIUS} />
        <circle
          cx="20"
          cy="20"
          r={RADIUS}
          stroke-dasharray={AROUND}
          stroke-dashoffset={AROUND * (1 - percent / 100)}
        />
      </svg>
      <span>{children}</span>
    </span>
  );
}
