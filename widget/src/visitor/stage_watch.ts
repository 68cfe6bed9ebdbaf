/** @file Whether the stage is unfolded. */

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Keep } from '../net/keep';
import type { Conversation } from '../state/conversation';
import type { HostLink } from './host';
import type { Past } from './past';

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
