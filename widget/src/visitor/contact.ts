/** @file What the visitor says about itself, if it wants to. Nothing needs it. */

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Api } from '../net/api';
import { readVisitorSelf } from '../net/frame';
import type { Keep } from '../net/keep';
import { codeOf } from '../net/refused';
import type { PatchVisitor, VisitorSelf } from '../wire/generated';

/** See {@link createContact}. */
export interface Contact {
  /** Null until the service has told. */
  readonly self: ReadonlySignal<VisitorSelf | null>;
  /** Whether to ask: nothing is known and the visitor did not say no. */
  readonly wanted: ReadonlySignal<boolean>;
  /** The visitor asked for the form. */
  readonly editing: ReadonlySignal<boolean>;
  /** Reads what is known; quiet when that does not work. */
  load(): void;
  edit(now: boolean): void;
  /** Rejects with `Refused`. */
  save(name: string, email: string): Promise<void>;
  /** Not now, and not again in this conversation. */
  decline(): void;
  /** Another visitor sits here now. */
  forget(): void;
}

const PATH = '/v1/visitor';

/** Keeps under `key` that the visitor declined. */
export function createContact(api: Api, keep: Keep, key: string): Contact {
  const self = signal<VisitorSelf | null>(null);
  const declined = signal(keep.get(key) !== null);
  const editing = signal(false);
  let loading = false;

  async function patch(body: PatchVisitor) {
    self.value = await api.patch(PATH, body, readVisitorSelf);
  }

  return {
    self,
    editing,
    wanted: computed(() => {
      const known = self.value;
      return known !== null && !known.verified && known.email === null && !declined.value;
    }),
    load: () => {
      if (loading || self.peek() !== null) return;
      loading = true;
      patch({ name: null, email: null }).then(
        () => undefined,
        (error) => {
          // A door that is not there will not be there in a minute.
          loading = codeOf(error) === 'not_found';
        },
      );
    },
    edit: (now) => {
      editing.value = now;
    },
    save: async (name, email) => {
      await patch({ name, email });
      editing.value = false;
    },
    decline: () => {
      declined.value = true;
      editing.value = false;
      keep.set(key, '1');
    },
    forget: () => {
      self.value = null;
      loading = false;
    },
  };
}
