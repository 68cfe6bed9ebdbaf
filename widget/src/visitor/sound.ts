/**
 * @file A short sound for an answer. Off until the visitor wants it; of several tabs only the one
 * that had the focus last makes it.
 */

import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Keep } from '../net/keep';
import type { Conversation } from '../state/conversation';
import { chime } from '../ui/chime';

/** See {@link createSound}. */
export interface Sound {
  readonly on: ReadonlySignal<boolean>;
  turn(on: boolean): void;
  /** This tab has the focus. */
  focused(): void;
}

const ON = 'vitrine.sound';
const LAST = 'vitrine.sound.tab';

/** Plays what others say in the conversation; `tab` names this page. */
export function createSound(
  conversation: ReadonlySignal<Pick<Conversation, 'id' | 'me' | 'messages' | 'phase'> | null>,
  keep: Keep,
  tab: string,
  play: () => void = chime,
): Sound {
  const on = signal(keep.get(ON) !== null);
  let heard: { readonly id: string; readonly seq: number } | null = null;

  effect(() => {
    const current = conversation.value;
    if (!current || current.phase.value === 'loading') return;
    const news = current.messages.value.said.filter(
      (one) => one.by !== current.me && one.deed.kind === 'message',
    );
    const seq = news.at(-1)?.seq ?? 0;
    // What was there before this page is no news.
    const fresh = heard?.id === current.id && seq > heard.seq;
    heard = { id: current.id, seq };
    // The other tabs read the same store: one name stands in it.
    if (fresh && on.peek() && (keep.get(LAST) ?? tab) === tab) play();
  });

  return {
    on,
    turn: (next) => {
      on.value = next;
      if (next) {
        keep.set(ON, '1');
        keep.set(LAST, tab);
        play();
      } else keep.remove(ON);
    },
    focused: () => keep.set(LAST, tab),
  };
}
