/** @file What was said while nobody looked. */

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Keep } from '../net/keep';
import type { Conversation } from '../state/conversation';
import type { Deed, Said } from '../state/messages';
import type { HostLink } from './host';

/** How something that was said begins. */
function lineOf(deed: Deed): string {
  const words = deed.kind === 'message' ? deed.text : deed.kind === 'picture' ? deed.title : '';
  return words.slice(0, 200);
}

/** Counts what was said while nobody looked, and tells the launcher. */
export function watchUnread(
  conversation: ReadonlySignal<Conversation | null>,
  host: HostLink,
  keep: Keep,
  onVisibility: (listener: () => void) => () => void,
): ReadonlySignal<number> {
  const seen = signal(0);
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
    if (current.phase.value !== 'loading') current.saw(newest);
    if (newest <= seen.peek()) return;
    seen.value = newest;
    keep.set(keyOf(current.id), String(newest));
  });

  effect(() => {
    const current = conversation.value;
    const newest = others.value.at(-1);
    const open = host.shape.value.open;
    if (!current) return;
    // The first line of an answer is shown once, also over a change of page.
    const teasedKey = `vitrine.teased.${current.id}`;
    const fresh = newest !== undefined && newest.seq > Number(keep.get(teasedKey) ?? 0);
    const tease = fresh && !open && newest.seq > seen.peek();
    if (tease || (fresh && open)) keep.set(teasedKey, String(newest.seq));
    const name = current.people.value.find((one) => one.id === newest?.by)?.name ?? '';
    const line = tease ? lineOf(newest.deed) : '';
    host.post({ vitrine: 1, type: 'unread', count: unread.value, name, line });
  });
  // Whoever has closed the panel does not look at the stage.
  effect(() => {
    const hidden = !visible.value || !host.shape.value.open;
    if (conversation.value?.phase.value === 'ready') conversation.value.live({ hidden });
  });
  return unread;
}
