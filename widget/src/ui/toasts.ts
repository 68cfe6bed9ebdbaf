/** @file Short words about what has just been done; they go by themselves. */

import { type ReadonlySignal, signal } from '@preact/signals';

/** One of them. */
export interface ToastView {
  readonly key: number;
  readonly text: string;
  readonly kind: 'done' | 'fault';
}

/** See {@link createToasts}. */
export interface Toasts {
  readonly shown: ReadonlySignal<readonly ToastView[]>;
  say(text: string, kind?: ToastView['kind']): void;
  drop(key: number): void;
}

/** More than this at once cannot be read. */
const MOST = 3;

/** A place for them. */
export function createToasts(): Toasts {
  const shown = signal<readonly ToastView[]>([]);
  let last = 0;
  return {
    shown,
    say: (text, kind = 'done') => {
      last += 1;
      shown.value = [...shown.value, { key: last, text, kind }].slice(-MOST);
    },
    drop: (key) => {
      shown.value = shown.value.filter((one) => one.key !== key);
    },
  };
}
