/**
 * @file Saved answers: the list, putting one into a conversation, and saving the stage as one.
 * Showing goes by the ordinary commands of the conversation, so it is replayed like anything else
 * and happens once.
 */

import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { CannedDoors } from '../net/canned';
import { newId } from '../net/ids';
import type { Conversation } from '../state/conversation';
import { isStaff } from '../state/staff';
import type {
  Canned,
  CannedScope,
  CannedSource,
  CannedVisual,
  LiveUpdate,
  View,
} from '../wire/generated';

/** Where the stage shall look: what the co-viewer calls a `Look`. */
export interface Aim {
  readonly item: string;
  readonly cu: number;
  readonly cv: number;
  readonly eu: number;
  readonly ev: number;
}

/** See {@link createCanned}. */
export interface CannedDesk {
  /** Null before the first answer. */
  readonly all: ReadonlySignal<readonly Canned[] | null>;
  /** Whether the list could not be read. */
  readonly failed: ReadonlySignal<boolean>;
  /** Where the stage in front shall look next; the stage takes it. */
  readonly aim: Signal<Aim | null>;
  readonly doors: CannedDoors;
  /** Reads the list anew. */
  load(): Promise<void>;
  /** Puts in what a page has changed. */
  put(canned: Canned): void;
  drop(id: string): void;
  /** Counts the use and shows the pictures; rejects with `Refused`. */
  show(conversation: Conversation, canned: Canned): Promise<void>;
  /** Saves words and what is on the stage; rejects with `Refused`. */
  save(conversation: Conversation | null, wish: SaveWish): Promise<Canned>;
}

/** What is to be saved. */
export interface SaveWish {
  readonly id: string;
  readonly name: string;
  readonly scope: CannedScope;
  readonly language: string;
  readonly text: string;
}

/** Makes it. */
export function createCanned(doors: CannedDoors): CannedDesk {
  const all = signal<readonly Canned[] | null>(null);
  const failed = signal(false);
  const aim = signal<Aim | null>(null);

  function put(canned: Canned) {
    const others = (all.peek() ?? []).filter((one) => one.id !== canned.id);
    all.value = [canned, ...others];
  }

  async function showAll(conversation: Conversation, visuals: readonly CannedVisual[]) {
    const shown = visuals.map((visual) => ({ item: newId(), visual }));
    const items = shown.map(({ item }) => item);
    // In order and without waiting for each answer: the picture comes with all that belongs to it.
    const wishes = shown.flatMap(({ item, visual }) => commandsOf(conversation, item, visual));
    await Promise.all([...wishes, conversation.op({ do: 'show_items', items })]);
    const first = shown.find(({ visual }) => visual.view !== null);
    if (first?.visual.view) aim.value = { item: first.item, ...first.visual.view };
  }

  return {
    all,
    failed,
    aim,
    doors,
    load: async () => {
      try {
        all.value = (await doors.list()).responses;
        failed.value = false;
      } catch {
        failed.value = true;
      }
    },
    put,
    drop: (id) => {
      all.value = (all.peek() ?? []).filter((one) => one.id !== id);
    },
    show: async (conversation, canned) => {
      await doors.used(canned.id);
      const before = all.peek()?.find((one) => one.id === canned.id);
      if (before) put({ ...before, uses: before.uses + 1 });
      const visuals = canned.visuals.filter((visual) => !visual.gone);
      if (visuals.length > 0) await showAll(conversation, visuals);
    },
    save: async (conversation, { id, name, scope, language, text }) => {
      const items = conversation === null ? [] : sourcesOf(conversation);
      const saved = await doors.add({
        id,
        name,
        scope,
        language,
        bodies: text.trim() === '' ? {} : { [language]: text },
        conversation: items.length === 0 ? null : (conversation?.id ?? null),
        items: [...items],
      });
      put(saved);
      return saved;
    },
  };
}

function commandsOf({ op }: Conversation, item: string, visual: CannedVisual) {
  const { media, title, quarterTurns, marks } = visual;
  return [
    op({ do: 'add_item', item, media, title, show: false }),
    ...(quarterTurns === 0 ? [] : [op({ do: 'rotate_item', item, quarterTurns })]),
    ...marks.map((mark) => op({ do: 'add_annotation', annotation: newId(), item, mark })),
  ];
}

/** Photos of the visitor on the stage: they stay the visitor's and are saved nowhere else. */
export function visitorsOwn(conversation: Conversation): boolean {
  const { items, shown, participants } = conversation.room.value;
  const staff = (by: string) => isStaff(participants.find((one) => one.id === by)?.role ?? null);
  return items.some((item) => shown.includes(item.id) && !staff(item.by));
}

/** What is on the stage, each with the view everybody has of it. */
function sourcesOf(conversation: Conversation): readonly CannedSource[] {
  const { shown, lead } = conversation.room.peek();
  const views = new Map<string, View>();
  const note = ({ view, session }: LiveUpdate) => {
    if (!view || view.own || !lead || view.fence !== lead.fence || session !== lead.session) return;
    views.set(view.item, view);
  };
  conversation.onLive(note)();
  return shown.map((item) => {
    const view = views.get(item);
    if (!view) return { item, view: null };
    const { cu, cv, eu, ev } = view;
    return { item, view: { cu, cv, eu, ev } };
  });
}
