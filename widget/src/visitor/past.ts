/** @file The visitor's ended conversations: which there are, and the one that is being read. */

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Client } from '../net/client';
import { type Conversation, openConversation } from '../state/conversation';
import type { ConversationId } from '../wire/generated';

/** What the panel shows. */
export type Place =
  | { readonly kind: 'chat' }
  | { readonly kind: 'list' }
  | { readonly kind: 'reading'; readonly conversation: Conversation };

/** See {@link createPast}. */
export interface Past {
  /** Newest first. */
  readonly ids: ReadonlySignal<readonly ConversationId[]>;
  readonly place: ReadonlySignal<Place>;
  /** Whether the pictures of the one that is being read are on screen. */
  readonly pictures: ReadonlySignal<boolean>;
  list(): void;
  read(id: ConversationId): void;
  showPictures(now: boolean): void;
  /** Back to the conversation that goes on. */
  leave(): void;
}

/** Follows the welcomes of a client. */
export function createPast(client: Client): Past {
  const ids = signal<readonly ConversationId[]>([]);
  const place = signal<Place>({ kind: 'chat' });
  const pictures = signal(false);

  effect(() => {
    const state = client.socket.state.value;
    if (state.kind === 'live') ids.value = state.welcome.past;
  });

  function go(next: Place) {
    const before = place.peek();
    if (before.kind === 'reading') before.conversation.close();
    pictures.value = false;
    place.value = next;
  }

  return {
    ids,
    place,
    pictures: computed(() => pictures.value),
    list: () => go({ kind: 'list' }),
    read: (id) => {
      const state = client.socket.state.peek();
      if (state.kind !== 'live') return;
      const { me } = state.welcome;
      // What was said there is over: nothing of it waits to be sent.
      const conversation = openConversation({ client, id, me, kept: null });
      go({ kind: 'reading', conversation });
    },
    showPictures: (now) => {
      pictures.value = now;
    },
    leave: () => go({ kind: 'chat' }),
  };
}
