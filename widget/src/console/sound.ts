/**
 * @file A soft tone when a visitor writes and the agent is elsewhere; of several tabs only the one
 * that had the focus last makes it.
 */

import { effect, type ReadonlySignal } from '@preact/signals';
import type { Keep } from '../net/keep';
import type { List } from '../state/rows';
import { chime } from '../ui/chime';
import type { ConversationId } from '../wire/generated';

/** What the sound needs to know. */
export interface SoundSources {
  readonly on: ReadonlySignal<boolean>;
  readonly open: ReadonlySignal<List>;
  /** Whether the list has come; what is in it then is no news. */
  readonly listed: ReadonlySignal<boolean>;
  /** The conversation on a visible screen; null while there is none. */
  readonly inFront: ReadonlySignal<ConversationId | null>;
}

const LAST = 'vitrine.console.sound.tab';

/** Listens until the page ends; `tab` names it. The answer says that this tab has the focus. */
export function createSound(
  { on, open, listed, inFront }: SoundSources,
  keep: Keep,
  tab: string,
  play: () => void = chime,
): { focused(): void } {
  let heard: ReadonlyMap<ConversationId, number> | null = null;
  effect(() => {
    const rows = [...open.value.values()];
    if (!listed.value) return;
    const before = heard;
    heard = new Map(rows.map((row) => [row.conversation, row.unanswered]));
    const news = rows.some(
      (row) =>
        row.unanswered > (before?.get(row.conversation) ?? 0) &&
        row.conversation !== inFront.peek(),
    );
    if (before && news && on.peek() && (keep.get(LAST) ?? tab) === tab) play();
  });
  return { focused: () => keep.set(LAST, tab) };
}
