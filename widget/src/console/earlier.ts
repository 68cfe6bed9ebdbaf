/** @file An earlier conversation of the visitor in front, open beside the one that goes on. */

import { type ReadonlySignal, signal } from '@preact/signals';
import type { Client } from '../net/client';
import { type Conversation, openConversation } from '../state/conversation';
import { type Notes, openNotes } from '../state/notes';
import type { ConversationId } from '../wire/generated';

/** See {@link createEarlier}. */
export interface Earlier {
  /** The one that is being read; null while none is. */
  readonly reading: ReadonlySignal<Conversation | null>;
  /** The staff's side of it. */
  readonly notes: ReadonlySignal<Notes | null>;
  read(id: ConversationId): void;
  /** Back to the conversation that goes on. */
  leave(): void;
}

/** Nothing is read at first. */
export function createEarlier(client: Client): Earlier {
  const reading = signal<Conversation | null>(null);
  const notes = signal<Notes | null>(null);

  function leave() {
    notes.peek()?.close();
    reading.peek()?.close();
    notes.value = null;
    reading.value = null;
  }

  return {
    reading,
    notes,
    leave,
    read: (id) => {
      const state = client.socket.state.peek();
      if (state.kind !== 'live') return;
      leave();
      const { me } = state.welcome;
      const conversation = openConversation({ client, id, me, kept: null });
      reading.value = conversation;
      notes.value = openNotes(client, id, conversation);
    },
  };
}
