/** @file Tells the shop's page that something happened; never what was said. */

import { effect, type ReadonlySignal } from '@preact/signals';
import type { PanelEvent } from '../host/messages';
import type { Conversation } from '../state/conversation';
import type { HostLink } from './host';

interface Known {
  readonly id: string;
  readonly said: number;
  readonly agents: number;
  readonly status: string;
  readonly shown: string;
}

/** Watches the conversation; what was there when it was opened is no event. */
export function watchEvents(
  conversation: ReadonlySignal<Conversation | null>,
  stageOpen: ReadonlySignal<boolean>,
  host: HostLink,
): void {
  const tell = (name: PanelEvent) => host.post({ vitrine: 1, type: 'event', name });
  let known: Known | null = null;
  let staged = false;

  effect(() => {
    const current = conversation.value;
    if (!current || current.phase.value === 'loading') return;
    const { participants, status, shown } = current.room.value;
    const said = current.messages.value.said;
    const before = known;
    known = {
      id: current.id,
      said: said.at(-1)?.seq ?? 0,
      agents: participants.filter((one) => one.role === 'agent').length,
      status,
      shown: shown.join(' '),
    };
    if (before?.id !== current.id) {
      host.post({ vitrine: 1, type: 'conversation', id: current.id });
      return;
    }
    for (const one of said) {
      if (one.seq <= before.said || one.deed.kind !== 'message') continue;
      tell(one.by === current.me ? 'message_sent' : 'message_received');
    }
    if (known.agents > before.agents) tell('agent_joined');
    if (status === 'resolved' && before.status !== 'resolved') tell('chat_ended');
    if (known.shown !== '' && known.shown !== before.shown) tell('coview_item');
  });
  effect(() => {
    const now = stageOpen.value;
    if (now && !staged) tell('coview_opened');
    staged = now;
  });
}
