/** @file Everything the console knows: who is signed in, the list, the conversation in front. */

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { type Api, createApi } from '../net/api';
import { type Client, createClient } from '../net/client';
import { socketUrl } from '../net/dial';
import { readMedia, readShelf, readTicket } from '../net/frame';
import { newId } from '../net/ids';
import { createMediaCache, type MediaCache } from '../net/media_cache';
import { pageSigns } from '../net/page';
import { type StaffDoors, staffDoors } from '../net/staff';
import { type Conversation, openConversation } from '../state/conversation';
import { type LinkView, watchLink } from '../state/link_view';
import { applyRows, type List, type Sections, sections } from '../state/rows';
import { createShelf } from '../state/shelf';
import { createToasts, type Toasts } from '../ui/toasts';
import type { ConversationId, Media, PageFacts } from '../wire/generated';
import { type Place, watchPlace } from './place';

/** How far the console is. */
export type Boot = 'loading' | 'ready' | 'signed-out';

/** What became of the wish to see a page's picture together. */
export type Fetching = 'no' | 'running' | 'failed';

/** See {@link startSession}. */
export interface Session {
  readonly boot: ReadonlySignal<Boot>;
  readonly place: ReadonlySignal<Place>;
  readonly doors: StaffDoors;
  readonly toasts: Toasts;
  readonly client: Client;
  readonly link: ReadonlySignal<LinkView>;
  readonly sections: ReadonlySignal<Sections | null>;
  readonly list: ReadonlySignal<List>;
  readonly conversation: ReadonlySignal<Conversation | null>;
  readonly media: MediaCache;
  readonly shelf: ReadonlySignal<readonly Media[]>;
  readonly fetching: ReadonlySignal<Fetching>;
  /** Room time, every second, for waiting times. */
  readonly now: ReadonlySignal<number>;
  /** What is written and not sent, by conversation. */
  readonly drafts: ReadonlySignal<ReadonlyMap<ConversationId, string>>;
  /** Conversations that wait for an answer. */
  readonly waiting: ReadonlySignal<number>;
  pick(id: ConversationId): void;
  /** Picks the next or the one before, as the list stands. */
  step(by: 1 | -1): void;
  draft(id: ConversationId, text: string): void;
  readonly api: Api;
  /** Puts a picture by its address on the stage of a conversation; rejects with `Refused`. */
  fetchOnto(conversation: Conversation, address: string): Promise<void>;
  /** Puts the picture of the visitor's page on the stage. */
  together(page: PageFacts): void;
  signedIn(): void;
  signedOut(): void;
}

const SECOND_MS = 1_000;

/**
 * Connects with the cookie of this browser. In the demo `story` names the visitor whose
 * conversation comes to the front by itself.
 */
export function startSession(story: string | null): Session {
  const api: Api = createApi();
  const boot = signal<Boot>('loading');
  const list = signal<List>(new Map());
  const listed = signal(false);
  const conversation = signal<Conversation | null>(null);
  const picked = signal<ConversationId | null>(null);
  const fetching = signal<Fetching>('no');
  const drafts = signal<ReadonlyMap<ConversationId, string>>(new Map());

  const client = createClient({
    url: socketUrl(),
    page: pageSigns(),
    auth: async () => ({ ticket: (await api.post('/v1/tickets', {}, readTicket)).ticket }),
    renew: () => true,
  });
  const shelf = createShelf(
    () => client.socket.state.value.kind === 'live',
    async () => (await api.get('/v1/shelf', readShelf)).pictures,
  );
  const now = signal(client.socket.roomNow());
  setInterval(() => {
    now.value = client.socket.roomNow();
  }, SECOND_MS);

  effect(() => {
    const state = client.socket.state.value;
    if (state.kind === 'live') boot.value = 'ready';
    if (state.kind === 'ended' && !listed.peek()) boot.value = 'signed-out';
  });

  client.list({
    rows: (rows) => {
      list.value = applyRows(list.value, rows);
      listed.value = true;
    },
  });

  // A conversation belongs to somebody: it is opened once it is known who we are.
  effect(() => {
    const id = picked.value;
    const state = client.socket.state.value;
    if (id === null || state.kind !== 'live') return;
    const before = conversation.peek();
    const { me } = state.welcome;
    if (before?.id === id && before.me === me) return;
    before?.close();
    fetching.value = 'no';
    conversation.value = openConversation({ client, id, me, kept: null });
  });

  // Until somebody picks one, the conversation of the demo or the first of the list is in front.
  let byHand = false;
  effect(() => {
    const rows = [...list.value.values()];
    const told = rows.find((row) => story !== null && row.page?.url.includes(`story=${story}`));
    const { conversations } = sections(list.value);
    const first = told ?? (story === null ? conversations[0] : undefined);
    if (byHand || !first || (picked.peek() !== null && !told)) return;
    picked.value = first.conversation;
  });

  function pick(id: ConversationId) {
    byHand = true;
    picked.value = id;
  }

  function step(by: 1 | -1) {
    const { conversations, onSite } = sections(list.peek());
    const rows = [...conversations, ...onSite];
    const at = rows.findIndex((row) => row.conversation === picked.peek());
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) pick(next.conversation);
  }

  async function fetchOnto(onto: Conversation, url: string, otherwise = ''): Promise<void> {
    const { media, title } = await api.post('/v1/media', { url }, readMedia);
    const named = [...(title || otherwise)].slice(0, 200).join('');
    await onto.op({ do: 'add_item', item: newId(), media, title: named, show: true });
  }

  function together(page: PageFacts) {
    const current = conversation.peek();
    if (!current || fetching.peek() === 'running') return;
    fetching.value = 'running';
    const url = page.product?.picture ?? page.url;
    const shown = fetchOnto(current, url, page.product?.name ?? page.title);
    shown.then(
      () => {
        fetching.value = 'no';
      },
      () => {
        fetching.value = 'failed';
      },
    );
  }

  client.socket.start();
  return {
    api,
    fetchOnto,
    boot,
    place: watchPlace(),
    doors: staffDoors(api),
    toasts: createToasts(),
    client,
    link: watchLink(client.socket).view,
    list,
    sections: computed(() => (listed.value ? sections(list.value) : null)),
    conversation,
    media: createMediaCache(api),
    shelf,
    fetching,
    now,
    drafts,
    together,
    pick,
    step,
    waiting: computed(
      () => [...list.value.values()].filter((row) => row.waitingSince !== null).length,
    ),
    draft: (id, text) => {
      drafts.value = new Map(drafts.value).set(id, text);
    },
    signedIn: () => {
      boot.value = 'loading';
      client.socket.start();
    },
    // What is on screen belongs to whoever was signed in: a fresh page knows nothing of it.
    signedOut: () => location.reload(),
  };
}
