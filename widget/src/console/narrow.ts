/** @file Whether the window has room for one column only; the style sheet has the same limit. */

import { type ReadonlySignal, signal } from '@preact/signals';

const PHONE = window.matchMedia('(width < 820px)');
const now = signal(PHONE.matches);
PHONE.addEventListener('change', () => {
  now.value = PHONE.matches;
});

/** True on a phone. */
export const narrow: ReadonlySignal<boolean> = now;
