/** @file A short sound for an answer, in one tab. Off until the visitor wants it. */

import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Keep } from '../net/keep';
import { createTurn } from '../net/turn';
import type { Conversation } from '../state/conversation';
import { chime } from '../ui/chime';

/** See {@link createSound}. */
export interface Sound {
  readonly on: ReadonlySignal<boolean>;
  turn(on: boolean): void;
  /** This tab has the focus. */
  focused(): void;
  /** This tab goes away. */
  left(): void;
}

const ON = 'vitrine.sound';

/** Plays what others say in the conversation; `tab` names this page. */
export function createSound(
  conversation: ReadonlySignal<Pick<Conversation, 'id' | 'me' | 'messages' | 'phase'> | null>,
  keep: Keep,
  tab: string,
  play: () => void = chime,
): Sound {
  const on = signal(keep.get(ON) !== null);
  const turn = createTurn(keep, ON, tab);
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
    if (fresh && on.peek()) turn.once(`${current.id} ${seq}`, play);
  });

  return {
    on,
    turn: (next) => {
      on.value = next;
      if (next) {
        keep.set(ON, '1');
        turn.focused();
        play();
      } else keep.remove(ON);
    },
    focused: turn.focused,
    left: turn.left,
  };
}
