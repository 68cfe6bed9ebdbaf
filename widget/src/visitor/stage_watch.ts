/** @file Whether the stage is unfolded. */

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Keep } from '../net/keep';
import type { Conversation } from '../state/conversation';
import type { ItemId, ParticipantId } from '../wire/generated';
import type { HostLink } from './host';
import type { Past } from './past';

/** The item of the newest picture or mark that others made after a place of the log. */
export function newest(
  conversation: Pick<Conversation, 'me' | 'room' | 'messages'>,
  after: number,
): ItemId | null {
  const { me } = conversation;
  const { annotations, items } = conversation.room.peek();
  let found: { readonly item: ItemId; readonly seq: number } | null = null;
  const look = (item: ItemId, by: ParticipantId, seq: number) => {
    const there = items.some((one) => one.id === item && !one.removed);
    if (there && by !== me && seq > (found?.seq ?? after)) found = { item, seq };
  };
  for (const mark of annotations) if (mark.live) look(mark.item, mark.author, mark.seq);
  for (const { by, seq, deed } of conversation.messages.peek().said) {
    if (deed.kind === 'picture') look(deed.item, by, seq);
  }
  return (found as { readonly item: ItemId } | null)?.item ?? null;
}

/** What the agent puts on the stage unfolds it, unless the visitor has put the stage away. */
export function watchStage(
  conversation: ReadonlySignal<Conversation | null>,
  host: HostLink,
  keep: Keep,
  past: Past,
) {
  const dismissed = signal(false);
  const keyOf = (id: string) => `vitrine.dismissed.${id}`;
  let last: { id: string; shown: string } | null = null;

  function dismiss(now: boolean) {
    const id = conversation.peek()?.id;
    if (id === undefined || dismissed.peek() === now) return;
    dismissed.value = now;
    if (now) keep.set(keyOf(id), '1');
    else keep.remove(keyOf(id));
  }

  const shownNow = computed(() => conversation.value?.room.value.shown.join(' ') ?? '');
  const reads = () => past.place.value.kind !== 'chat';
  const stageOpen = computed(() =>
    reads() ? past.pictures.value : shownNow.value !== '' && !dismissed.value,
  );

  effect(() => {
    const current = conversation.value;
    const shown = shownNow.value;
    if (!current || current.phase.value === 'loading') return;
    if (last?.id !== current.id) dismissed.value = keep.get(keyOf(current.id)) !== null;
    // What was on the stage before this page loaded is no reason to open anything.
    const fresh = last?.id === current.id && last.shown !== shown && shown !== '';
    last = { id: current.id, shown };
    if (fresh && !dismissed.peek()) host.post({ vitrine: 1, type: 'open' });
  });
  effect(() => host.post({ vitrine: 1, type: 'stage', shown: stageOpen.value }));

  // Whoever comes back finds the answer, not the way to it: a picture or a mark that others made
  // meanwhile is on the stage when the panel opens.
  let lookedAt: string | null = null;
  effect(() => {
    const current = conversation.value;
    if (!current || current.phase.value === 'loading') return;
    const { id } = current;
    if (!host.shape.value.open) {
      lookedAt = null;
      return;
    }
    const { head } = current.room.value;
    const headKey = `vitrine.head.${id}`;
    if (lookedAt !== id) {
      lookedAt = id;
      const item = newest(current, Number(keep.get(headKey) ?? head));
      const { shown } = current.room.peek();
      if (item !== null) dismiss(false);
      if (item !== null && !shown.includes(item)) {
        // Where the stage is locked it shows what the shop wants to show.
        current.op({ do: 'show_items', items: [item] }).catch(() => undefined);
      }
    }
    keep.set(headKey, String(head));
  });

  let wasOpen = host.shape.peek().open;
  effect(() => {
    const { open } = host.shape.value;
    if (wasOpen && !open && stageOpen.peek()) dismiss(true);
    wasOpen = open;
  });

  return {
    stageOpen,
    showStage: () => (reads() ? past.showPictures(true) : dismiss(false)),
    dismissStage: () => (reads() ? past.showPictures(false) : dismiss(true)),
  };
}
