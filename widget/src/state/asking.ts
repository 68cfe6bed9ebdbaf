/** @file One request at a time and what became of it, for a form or for a view that reads. */

import { type ReadonlySignal, signal } from '@preact/signals';
import { codeOf, retryOf } from '../net/refused';
import type { ErrorCode } from '../wire/generated';

/** Why it did not work. */
export interface Fault {
  readonly code: ErrorCode;
  /** When trying again makes sense, in milliseconds since 1970; null when nobody said. */
  readonly retryAt: number | null;
}

/** How far it is. */
export type Asking =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly fault: Fault };

/** See {@link createAsking}. */
export interface Asked {
  readonly state: ReadonlySignal<Asking>;
  /** Asks, unless the answer before is not here yet; `done` is called with the answer. */
  run<T>(ask: () => Promise<T>, done: (answer: T) => void): void;
  /** Forgets what went wrong. */
  clear(): void;
}

/** Nothing asked yet. */
export function createAsking(now: () => number = Date.now): Asked {
  const state = signal<Asking>({ kind: 'idle' });
  return {
    state,
    run: (ask, done) => {
      if (state.peek().kind === 'running') return;
      state.value = { kind: 'running' };
      ask().then(
        (answer) => {
          state.value = { kind: 'idle' };
          done(answer);
        },
        (error) => {
          const wait = retryOf(error);
          const retryAt = wait === null ? null : now() + wait;
          state.value = { kind: 'failed', fault: { code: codeOf(error), retryAt } };
        },
      );
    },
    clear: () => {
      if (state.peek().kind === 'failed') state.value = { kind: 'idle' };
    },
  };
}
