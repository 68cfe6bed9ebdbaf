/** @file What was said while nobody looked. */

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Keep } from '../net/keep';
import type { Conversation } from '../state/conversation';
import type { Deed, Said } from '../state/messages';
import { colour } from '../state/people';
import type { HostLink } from './host';

/** The first line of an answer, shown once while the panel is closed. */
export interface Peeked {
  readonly name: string | null;
  readonly colour: number;
  readonly line: string;
}

/** See {@link watchUnread}. */
export interface Unread {
  /** How many messages of others were not on screen yet. */
  readonly unread: ReadonlySignal<number>;
  readonly peek: ReadonlySignal<Peeked | null>;
}

/** How something that was said begins. */
function lineOf(deed: Deed): string {
  const words = deed.kind === 'message' ? deed.text : deed.kind === 'picture' ? deed.title : '';
  return words.slice(0, 200);
}

/** Seq of the newest mark of others on what the stage shows; 0 for none. */
function newestMark({ me, room }: Conversation): number {
  const { annotations, shown } = room.value;
  const theirs = annotations.filter((mark) => mark.author !== me && shown.includes(mark.item));
  return Math.max(0, ...theirs.map((mark) => mark.seq));
}

/** Counts what was said while nobody looked, and tells the launcher. */
export function watchUnread(
  conversation: ReadonlySignal<Conversation | null>,
  host: HostLink,
  keep: Keep,
  onVisibility: (listener: () => void) => () => void,
  stageOpen: ReadonlySignal<boolean>,
): Unread {
  const seen = signal(0);
  const peek = signal<Peeked | null>(null);
  const visible = signal(document.visibilityState === 'visible');
  onVisibility(() => {
    visible.value = document.visibilityState === 'visible';
  });
  const keyOf = (id: string) => `vitrine.seen.${id}`;
  let of: string | null = null;

  const others = computed(() => {
    const current = conversation.value;
    if (!current) return [];
    // Who ended the conversation, or erased something, has said nothing by it.
    const news = (one: Said) => one.deed.kind === 'message' || one.deed.kind === 'picture';
    return current.messages.value.said.filter((one) => one.by !== current.me && news(one));
  });
  const unread = computed(() => others.value.filter((one) => one.seq > seen.value).length);

  effect(() => {
    const current = conversation.value;
    if (!current) return;
    if (of !== current.id) {
      of = current.id;
      seen.value = Number(keep.get(keyOf(current.id)) ?? 0) || 0;
    }
    const newest = others.value.at(-1)?.seq ?? 0;
    if (!visible.value || !host.shape.value.open) return;
    // A mark that was on a visible stage was seen, too: no mail tells of it.
    const drawn = stageOpen.value ? newestMark(current) : 0;
    if (current.phase.value !== 'loading') current.saw(Math.max(newest, drawn));
    if (newest <= seen.peek()) return;
    seen.value = newest;
    keep.set(keyOf(current.id), String(newest));
  });

  effect(() => {
    const current = conversation.value;
    const newest = others.value.at(-1);
    const open = host.shape.value.open;
    if (!current) return;
    if (open) peek.value = null;
    // The first line of an answer is shown once, also over a change of page.
    const peekedKey = `vitrine.teased.${current.id}`;
    const fresh = newest !== undefined && newest.seq > Number(keep.get(peekedKey) ?? 0);
    const shows = fresh && !open && newest.seq > seen.peek();
    if (shows || (fresh && open)) keep.set(peekedKey, String(newest.seq));
    if (shows) {
      const people = current.people.peek();
      const by = newest.by;
      peek.value = {
        name: people.find((one) => one.id === by)?.name ?? null,
        colour: colour(current.room.peek().participants, people, by),
        line: lineOf(newest.deed),
      };
    }
    host.post({ vitrine: 1, type: 'unread', count: unread.value, peek: shows });
  });
  // Names come a moment after the words.
  effect(() => {
    const people = conversation.value?.people.value ?? [];
    const by = others.value.at(-1)?.by;
    const name = people.find((one) => one.id === by)?.name ?? null;
    const shown = peek.peek();
    if (shown !== null && shown.name === null && name !== null) peek.value = { ...shown, name };
  });
  // Whoever has closed the panel does not look at the stage.
  effect(() => {
    const hidden = !visible.value || !host.shape.value.open;
    if (conversation.value?.phase.value === 'ready') conversation.value.live({ hidden });
  });
  return { unread, peek };
}
