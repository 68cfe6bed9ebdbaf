/** @file The keys of a composer while saved answers are asked for, and what choosing one does. */

import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import { type StaffKey, t } from '../i18n/staff';
import { codeOf } from '../net/refused';
import type { Conversation } from '../state/conversation';
import type { Canned } from '../wire/generated';
import { entryId } from './CannedPicker';
import {
  askedFor,
  type Facts,
  fill,
  type Hole,
  holesIn,
  ranked,
  type Variable,
  wordsIn,
} from './canned_words';
import type { Session } from './session';

/** See {@link useCanned}. */
export interface CannedKeys {
  /** What is asked for; null while the list is closed. */
  readonly asked: ReadonlySignal<{
    readonly query: string;
    readonly found: readonly Canned[];
  } | null>;
  readonly listId: string;
  readonly at: number;
  /** What is left to fill in before sending. */
  readonly holes: readonly Hole[];
  readonly fault: string | null;
  readonly list: { readonly id: string; readonly chosen: string } | null;
  hover(at: number): void;
  pick(canned: Canned): void;
  /** Opens the list without a typed slash. */
  open(): void;
  keys(event: KeyboardEvent): boolean;
  cursor(at: number): void;
  /** Marks what is left to fill in, so that the next letter replaces it. */
  seek(hole: Hole): void;
}

/** What it works on. */
export interface CannedKeysOptions {
  readonly session: Session;
  readonly conversation: Conversation;
  readonly field: RefObject<HTMLTextAreaElement>;
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly facts: Facts;
  readonly language: string | null;
  /** Whether pictures may be shown, too: a note and an ended conversation take words only. */
  readonly shows: boolean;
  readonly onProblem: (code: string) => void;
}

/** The words for a variable. */
export const VARIABLE_WORDS: Readonly<Record<Variable, StaffKey>> = {
  'visitor.first_name': 'canned.var.visitor',
  'agent.name': 'canned.var.agent',
  'product.title': 'canned.var.product',
};

/** Follows a composer. */
export function useCanned(options: CannedKeysOptions): CannedKeys {
  const { session, field, draft } = options;
  const { all, load } = session.canned;
  const listId = useId();
  const cursor = useSignal(draft.length);
  const at = useSignal(0);
  /** Escape closes the list for this slash. */
  const dismissed = useSignal<number | null>(null);
  const text = useSignal(draft);
  text.value = draft;
  const asked = useComputed(() => {
    const slash = askedFor(text.value, Math.min(cursor.value, text.value.length));
    if (!slash || slash.at === dismissed.value) return null;
    return { ...slash, found: ranked(all.value ?? [], slash.query) };
  });
  const query = asked.value?.query ?? null;
  const open = query !== null;
  useEffect(() => {
    at.value = 0;
  }, [query]);
  useEffect(() => {
    // Somebody else may have written one since.
    if (open) void load();
    else if (dismissed.peek() !== null && !text.peek().includes('/')) dismissed.value = null;
  }, [open]);
  const found = asked.value?.found ?? [];
  const place = Math.min(at.value, Math.max(0, found.length - 1));

  function put(next: string, to: number) {
    options.onDraft(next);
    cursor.value = to;
    // After the field has the new words.
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(to, to);
    });
  }

  function pick(canned: Canned) {
    const slash = askedFor(text.peek(), Math.min(cursor.peek(), text.peek().length));
    if (!slash) return;
    const words = fill(wordsIn(canned, options.language), options.facts);
    const before = text.peek().slice(0, slash.at);
    const after = text.peek().slice(slash.at + 1 + slash.query.length);
    put(before + words + after, before.length + words.length);
    if (!options.shows && canned.visuals.length > 0) return;
    session.canned
      .show(options.conversation, canned)
      .catch((error) => options.onProblem(codeOf(error)));
  }

  function keys(event: KeyboardEvent): boolean {
    if (!asked.peek()) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      const many = Math.max(1, found.length);
      at.value = (place + step + many) % many;
    } else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') {
      const chosen = found[place];
      if (!chosen) return false;
      pick(chosen);
    } else if (event.key === 'Escape') {
      dismissed.value = askedFor(text.peek(), cursor.peek())?.at ?? null;
      event.stopPropagation();
    } else return false;
    event.preventDefault();
    return true;
  }

  const holes = holesIn(draft);
  return {
    asked,
    listId,
    at: place,
    holes,
    fault: holes.length > 0 ? t('canned.fill') : null,
    list: open && found.length > 0 ? { id: listId, chosen: entryId(listId, place) } : null,
    hover: (next) => {
      at.value = next;
    },
    pick,
    keys,
    open: () => {
      const to = Math.min(cursor.peek(), text.peek().length);
      const before = text.peek().slice(0, to);
      const gap = before === '' || /\s$/.test(before) ? '' : ' ';
      dismissed.value = null;
      put(`${before}${gap}/${text.peek().slice(to)}`, to + gap.length + 1);
    },
    cursor: (next) => {
      cursor.value = next;
    },
    seek: (hole) => {
      field.current?.focus();
      field.current?.setSelectionRange(hole.at, hole.at + hole.text.length);
    },
  };
}
