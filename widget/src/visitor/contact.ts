/** @file What the visitor says about itself, if it wants to. Nothing needs it. */

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { language } from '../i18n/i18n';
import type { Api } from '../net/api';
import { readVisitorSelf } from '../net/frame';
import type { Keep } from '../net/keep';
import type { PatchVisitor, VisitorSelf } from '../wire/generated';

/** See {@link createContact}. */
export interface Contact {
  /** What the service knows; null until it was asked. */
  readonly self: ReadonlySignal<VisitorSelf | null>;
  /** Whether to ask: as far as this page knows the visitor told nothing and did not say no. */
  readonly wanted: ReadonlySignal<boolean>;
  /** The visitor asked for the form. */
  readonly editing: ReadonlySignal<boolean>;
  /** Reads what is known; quiet when that does not work. */
  load(): void;
  edit(now: boolean): void;
  /** Rejects with `Refused`. */
  save(name: string, email: string): Promise<void>;
  /** Not now, and not again. */
  decline(): void;
  /** The shop has said who the visitor is. */
  changed(): void;
}

const PATH = '/v1/visitor';

/**
 * Keeps under `key` that the visitor has answered the question, by a no or by an address. The `page`
 * of the shop is told along: a mail leads back to it.
 */
export function createContact(
  api: Api,
  keep: Keep,
  key: string,
  page: () => string | null,
): Contact {
  const self = signal<VisitorSelf | null>(null);
  const answered = signal(keep.get(key) !== null);
  const editing = signal(false);
  let loading = false;

  async function patch(told: Pick<PatchVisitor, 'name' | 'email'>) {
    const body: PatchVisitor = { ...told, language: language(), page: page() };
    self.value = await api.patch(PATH, body, readVisitorSelf);
  }

  function load() {
    if (loading || self.peek() !== null) return;
    loading = true;
    const done = () => {
      loading = false;
    };
    // Without an answer the form is empty; nothing depends on it.
    patch({ name: null, email: null }).then(done, done);
  }

  function answer() {
    answered.value = true;
    editing.value = false;
    keep.set(key, '1');
  }

  return {
    self,
    editing,
    wanted: computed(() => {
      const known = self.value;
      return !answered.value && !known?.verified && (known?.email ?? null) === null;
    }),
    load,
    edit: (now) => {
      if (now) load();
      editing.value = now;
    },
    save: async (name, email) => {
      await patch({ name, email });
      answer();
    },
    decline: answer,
    changed: () => {
      self.value = null;
      load();
    },
  };
}
