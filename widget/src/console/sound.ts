/** @file A soft tone, in one tab, when a visitor writes and the agent is elsewhere. */

import { effect, type ReadonlySignal } from '@preact/signals';
import type { Keep } from '../net/keep';
import { createTurn, type Turn } from '../net/turn';
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

const MATTER = 'vitrine.console.sound';

/** Listens until the page ends; `tab` names it. The answer is told where the focus is. */
export function createSound(
  { on, open, listed, inFront }: SoundSources,
  keep: Keep,
  tab: string,
  play: () => void = chime,
): Pick<Turn, 'focused' | 'left'> {
  const turn = createTurn(keep, MATTER, tab);
  let heard: ReadonlyMap<ConversationId, number> | null = null;
  effect(() => {
    const rows = [...open.value.values()];
    if (!listed.value) return;
    const before = heard;
    heard = new Map(rows.map((row) => [row.conversation, row.unanswered]));
    const news = rows.filter(
      (row) =>
        row.unanswered > (before?.get(row.conversation) ?? 0) &&
        row.conversation !== inFront.peek(),
    );
    if (!before || news.length === 0 || !on.peek()) return;
    const named = news.map((row) => `${row.conversation} ${row.waitingSince} ${row.unanswered}`);
    turn.once(named.join(), play);
  });
  return turn;
}
