/** @file Everything the console knows: who is signed in, the list, the conversation in front. */

import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { t } from '../i18n/staff';
import { type Api, createApi } from '../net/api';
import { cannedDoors } from '../net/canned';
import { type Client, createClient } from '../net/client';
import { socketUrl } from '../net/dial';
import { readFetchedProduct, readShelf, readTicket } from '../net/frame';
import { newId } from '../net/ids';
import { lastingKeep } from '../net/keep';
import { createMediaCache, type MediaCache } from '../net/media_cache';
import { pageSigns } from '../net/page';
import { codeOf } from '../net/refused';
import { type StaffDoors, staffDoors } from '../net/staff';
import { type Conversation, openConversation } from '../state/conversation';
import { type LinkView, watchLink } from '../state/link_view';
import { type Notes, openNotes } from '../state/notes';
import { createShelf } from '../state/shelf';
import { shareFetched, showProduct } from '../state/show_product';
import { applyVisits, type Visits } from '../state/visits';
import { createToasts, type Toasts } from '../ui/toasts';
import {
  CLOSE_BAD_TOKEN,
  type ConversationId,
  type Media,
  type PageFacts,
} from '../wire/generated';
import { type CannedDesk, createCanned } from './canned';
import { createEarlier, type Earlier } from './earlier';
import { PROVIDER_NAMES, videoAt } from './foreign_videos';
import { createLists, type Lists } from './lists';
import { type Place, placeOf, watchAddress } from './place';
import { createWishes, type Wishes } from './preferences';
import { createSound } from './sound';
import { watchStills } from './stills';

/** How far the console is. */
export type Boot = 'loading' | 'ready' | 'signed-out';

/** What became of the wish to see a page's picture together. */
export type Fetching = 'no' | 'running' | 'failed';

/** What can be done with a conversation as a whole. */
export type Deal = 'take' | 'resolve' | 'reopen';

/** See {@link startSession}. */
export interface Session {
  readonly boot: ReadonlySignal<Boot>;
  readonly place: ReadonlySignal<Place>;
  /** What stands behind `#` in the address. */
  readonly address: ReadonlySignal<string>;
  readonly doors: StaffDoors;
  readonly toasts: Toasts;
  /** How the reader wants the console. */
  readonly wishes: Wishes;
  readonly client: Client;
  readonly link: ReadonlySignal<LinkView>;
  readonly lists: Lists;
  /** Who is on the shop's pages; null before the first answer. */
  readonly visits: ReadonlySignal<Visits | null>;
  readonly conversation: ReadonlySignal<Conversation | null>;
  /** The staff's side of it. */
  readonly notes: ReadonlySignal<Notes | null>;
  /** What the visitor in front said before. */
  readonly earlier: Earlier;
  /** Whether the reader may remove what others of the team have written. */
  readonly looksAfterTeam: ReadonlySignal<boolean>;
  readonly media: MediaCache;
  readonly shelf: ReadonlySignal<readonly Media[]>;
  /** Saved answers. */
  readonly canned: CannedDesk;
  readonly fetching: ReadonlySignal<Fetching>;
  /** Room time, every second, for waiting times. */
  readonly now: ReadonlySignal<number>;
  /** What is written and not sent, by conversation and kind. */
  readonly drafts: ReadonlySignal<ReadonlyMap<string, string>>;
  /** Conversations that wait for an answer. */
  readonly waiting: ReadonlySignal<number>;
  pick(id: ConversationId): void;
  /** Picks the next or the one before, as the list stands. */
  step(by: 1 | -1): void;
  readonly api: Api;
  /** Puts a picture by its address on the stage of a conversation; rejects with `Refused`. */
  fetchOnto(conversation: Conversation, address: string): Promise<void>;
  draft(key: string, text: string): void;
  /** Whether a private note is written instead of a reply. */
  readonly noting: ReadonlySignal<boolean>;
  note(on: boolean): void;
  readonly contextOpen: ReadonlySignal<boolean>;
  showContext(open: boolean): void;
  /** Takes, ends or opens again the conversation in front; the answer is said in a toast. */
  deal(what: Deal): void;
  /** Puts the product of the visitor's page on the stage, or its picture. */
  together(page: PageFacts): void;
  signedIn(): void;
  signedOut(): void;
}

const SECOND_MS = 1_000;
const DONE = { resolve: 'deal.resolved', reopen: 'deal.reopened' } as const;

/**
 * Connects with the cookie of this browser. In the demo `story` names the visitor whose
 * conversation comes to the front by itself.
 */
export function startSession(story: string | null): Session {
  const api: Api = createApi();
  const boot = signal<Boot>('loading');
  const conversation = signal<Conversation | null>(null);
  const picked = signal<ConversationId | null>(null);
  const fetching = signal<Fetching>('no');
  const drafts = signal<ReadonlyMap<string, string>>(new Map());
  const notes = signal<Notes | null>(null);
  const visits = signal<Visits | null>(null);
  const signs = pageSigns();
  const toasts = createToasts();
  const doors = staffDoors(api);
  const wishes = createWishes(doors);
  const noting = signal(false);
  const contextOpen = signal(false);

  const client = createClient({
    url: socketUrl(),
    page: signs,
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
    // Drafts stay where they are: whoever signs in again goes on writing.
    if (state.kind === 'ended' && state.code === CLOSE_BAD_TOKEN) boot.value = 'signed-out';
  });

  const me = computed(() => {
    const state = client.socket.state.value;
    return state.kind === 'live' ? state.welcome.me : null;
  });
  const lists = createLists(client, doors, me);
  const earlier = createEarlier(client);
  const looksAfterTeam = computed(() => {
    const state = client.socket.state.value;
    const role = state.kind === 'live' ? state.welcome.role : null;
    return role === 'supervisor' || role === 'administrator';
  });
  client.visitors({
    visitors: (told) => {
      visits.value = applyVisits(visits.peek(), told);
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
    notes.peek()?.close();
    earlier.leave();
    noting.value = false;
    fetching.value = 'no';
    const opened = openConversation({ client, id, me, kept: null });
    conversation.value = opened;
    notes.value = openNotes(client, id, opened);
  });

  // What is in front of somebody's eyes is read.
  const visible = signal(signs.visible());
  signs.onVisibility(() => {
    visible.value = signs.visible();
  });
  const address = watchAddress();
  const place = computed(() => placeOf(address.value));
  effect(() => {
    const current = conversation.value;
    if (!current || !visible.value || place.value !== 'chats') return;
    if (earlier.reading.value) return;
    if (current.phase.value === 'ready') current.saw(current.room.value.head);
  });

  // Who signs in finds the console as they left it, on whichever device that was.
  effect(() => {
    if (me.value === null) return;
    doors.me().then(
      ({ preferences }) => wishes.take(preferences),
      () => undefined,
    );
  });
  const sound = createSound(
    {
      on: wishes.sound,
      open: lists.open,
      listed: lists.listed,
      inFront: computed(() => (visible.value ? (conversation.value?.id ?? null) : null)),
    },
    lastingKeep(),
    client.tab,
  );
  window.addEventListener('focus', sound.focused);
  signs.onLeave(sound.left);
  if (document.hasFocus()) sound.focused();

  // Until somebody picks one, the conversation of the demo or the first of the list is in front.
  let byHand = false;
  effect(() => {
    const rows = [...lists.open.value.values()];
    const told = rows.find((row) => story !== null && row.page?.url.includes(`story=${story}`));
    const first = told ?? (story === null ? lists.rows.value?.[0] : undefined);
    if (byHand || !first || (picked.peek() !== null && !told)) return;
    picked.value = first.conversation;
  });

  function pick(id: ConversationId) {
    byHand = true;
    earlier.leave();
    picked.value = id;
  }

  function step(by: 1 | -1) {
    const quiet = lists.view.peek() === 'all' ? lists.quiet.peek() : [];
    const rows = [...(lists.rows.peek() ?? []), ...quiet];
    const at = rows.findIndex((row) => row.conversation === picked.peek());
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) pick(next.conversation);
  }

  async function fetchOnto(onto: Conversation, url: string, otherwise = ''): Promise<void> {
    const video = videoAt(url);
    if (video) {
      const title = otherwise || PROVIDER_NAMES[video.provider];
      await onto.op({ do: 'add_player', item: newId(), ...video, title, show: true });
      return;
    }
    const { card, media: found } = await api.post('/v1/products', { url }, readFetchedProduct);
    if (card) {
      await shareFetched(onto, card, found.media);
      return;
    }
    const named = [...(found.title || otherwise)].slice(0, 200).join('');
    await onto.op({
      do: 'add_item',
      item: newId(),
      media: found.media,
      title: named,
      show: true,
    });
  }

  function deal(what: Deal) {
    const current = conversation.peek();
    if (!current) return;
    const from = lists.rowOf(current.id)?.assignee ?? null;
    const command = what === 'take' ? ({ do: 'take', from } as const) : ({ do: what } as const);
    current.op(command).then(
      () => what !== 'take' && toasts.say(t(DONE[what])),
      (error) => {
        // Somebody was quicker: the list says who.
        const key =
          what === 'take' && codeOf(error) === 'stale_access' ? 'deal.late' : 'deal.failed';
        toasts.say(t(key), 'fault');
      },
    );
  }

  /** The visitor's own variant and price; a page about nothing in particular shows its picture. */
  async function showPage(current: Conversation, page: PageFacts): Promise<void> {
    const { card } = await doors.pageProduct(current.id).catch(() => ({ card: null }));
    if (card) {
      await showProduct(api, current, card);
      return;
    }
    const url = page.product?.picture ?? page.url;
    await fetchOnto(current, url, page.product?.name ?? page.title);
  }

  function together(page: PageFacts) {
    const current = conversation.peek();
    if (!current || fetching.peek() === 'running') return;
    fetching.value = 'running';
    const shown = showPage(current, page);
    shown.then(
      () => {
        fetching.value = 'no';
      },
      () => {
        fetching.value = 'failed';
      },
    );
  }

  const media = createMediaCache(api, client.socket.roomNow);
  watchStills({ api, media, conversation });
  client.socket.start();
  return {
    api,
    fetchOnto,
    boot,
    place,
    address,
    doors,
    toasts,
    wishes,
    noting,
    note: (on) => {
      noting.value = on;
    },
    contextOpen,
    showContext: (open) => {
      contextOpen.value = open;
    },
    deal,
    client,
    link: watchLink(client.socket).view,
    lists,
    earlier,
    looksAfterTeam,
    visits,
    conversation,
    notes,
    media,
    shelf,
    canned: createCanned(cannedDoors(api)),
    fetching,
    now,
    drafts,
    together,
    pick,
    step,
    waiting: computed(
      () => [...lists.open.value.values()].filter((row) => row.waitingSince !== null).length,
    ),
    draft: (key, text) => {
      drafts.value = new Map(drafts.value).set(key, text);
    },
    signedIn: () => {
      boot.value = 'loading';
      client.socket.start();
    },
    // What is on screen belongs to whoever was signed in: a fresh page knows nothing of it.
    signedOut: () => location.reload(),
  };
}
