/** @file Everything the panel knows: who we are, the conversation, and what is on the stage. */

import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { type Api, createApi } from '../net/api';
import { type Client, createClient } from '../net/client';
import { deviceDoors } from '../net/devices';
import { socketUrl } from '../net/dial';
import { readInboxInfo, readShelf } from '../net/frame';
import { type Keep, keptMessages, lastingKeep } from '../net/keep';
import { createMediaCache, type MediaCache } from '../net/media_cache';
import { pageSigns } from '../net/page';
import { codeOf } from '../net/refused';
import { type Conversation, openConversation } from '../state/conversation';
import { type LinkView, watchLink } from '../state/link_view';
import { createShelf } from '../state/shelf';
import { isStaff } from '../state/staff';
import type { InboxInfo, Media } from '../wire/generated';
import { type Contact, createContact } from './contact';
import { createDevices, type Devices } from './devices';
import { watchEvents } from './events';
import { connectHost, type HostLink } from './host';
import { createIdentity } from './identity';
import { createPast, type Past } from './past';
import { createProposals, type Proposals } from './proposals';
import { createSound, type Sound } from './sound';
import { loadStage } from './stage_parts';
import { watchStage } from './stage_watch';
import { type Unread, watchUnread } from './unread';
import { keepPage, wayBack } from './way_back';

/** How far the panel is. */
export type Boot =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly inbox: InboxInfo }
  | { readonly kind: 'unavailable' };

/** See {@link startSession}. */
export interface Session extends Unread {
  readonly boot: ReadonlySignal<Boot>;
  readonly api: Api;
  readonly host: HostLink;
  readonly client: Client;
  readonly link: ReadonlySignal<LinkView>;
  readonly conversation: ReadonlySignal<Conversation | null>;
  readonly media: MediaCache;
  readonly shelf: ReadonlySignal<readonly Media[]>;
  /** Whether anything survives a reload. */
  readonly lasting: boolean;
  /** Whether somebody is there to answer; null while that is not known. */
  readonly staffed: ReadonlySignal<boolean | null>;
  readonly past: Past;
  readonly contact: Contact;
  readonly sound: Sound;
  /** What an agent proposes for the cart. */
  readonly proposals: Proposals;
  /** A phone that takes photos, another device to carry on with. */
  readonly devices: Devices;
  /** Something is on the stage and the visitor has not put it away. */
  readonly stageOpen: ReadonlySignal<boolean>;
  showStage(): void;
  dismissStage(): void;
  /** After an ending: a new conversation. */
  startAgain(): void;
  /** From the panel as a page of its own to a shop with these origins; null when there is none. */
  wayBack(origins: readonly string[]): string | null;
}

const RETRY_MS = 2_000;

/** Under which name the visitor's token is kept. In the demo each `story` has a visitor of its own. */
export function tokenKeyOf(key: string, story: string | null): string {
  return `vitrine.visitor.${key}${story === null ? '' : `.${story}`}`;
}

/** Connects to the inbox with this key. In the demo each `story` is told to a new visitor. */
export function startSession(key: string, story: string | null): Session {
  const keep: Keep = lastingKeep();
  const identity = createIdentity(() => api, keep, key, tokenKeyOf(key, story));
  const api: Api = createApi(identity.token);
  const host = connectHost();
  const boot = signal<Boot>({ kind: 'loading' });
  const conversation = signal<Conversation | null>(null);
  const signs = pageSigns();

  const client = createClient({
    url: socketUrl(),
    page: signs,
    auth: identity.auth,
    renew: identity.renew,
  });
  const shelf = createShelf(
    () => client.socket.state.value.kind === 'live',
    async () => (await api.get('/v1/shelf', readShelf)).pictures,
  );

  function load() {
    api.get(`/v1/inbox?key=${encodeURIComponent(key)}`, readInboxInfo).then(
      (inbox) => {
        host.trust(inbox.origins);
        boot.value = { kind: 'ready', inbox };
        client.socket.start();
      },
      (error) => {
        if (codeOf(error) === 'unavailable') setTimeout(load, RETRY_MS);
        else boot.value = { kind: 'unavailable' };
      },
    );
  }

  effect(() => {
    const state = client.socket.state.value;
    if (state.kind !== 'live' || state.welcome.conversation === null) return;
    const { me, conversation: id } = state.welcome;
    const before = conversation.peek();
    if (before?.id === id && before.me === me) return;
    before?.close();
    conversation.value = openConversation({ client, id, me, kept: keptMessages(keep, id) });
  });

  effect(() => {
    const page = host.page.value;
    if (page) client.page(page);
  });
  effect(() => client.product(host.product.value));

  // Once somebody answers, the stage may unfold at any moment: then its code is there already.
  effect(() => {
    if (conversation.value?.people.value.some((one) => isStaff(one.role))) {
      loadStage().catch(() => undefined);
    }
  });

  const media = createMediaCache(api, client.socket.roomNow);
  const link = watchLink(client.socket).view;
  const past = createPast(client);
  const contact = createContact(
    api,
    keep,
    `vitrine.contact.${key}`,
    () => host.page.value?.url ?? null,
  );
  const devices = createDevices({ doors: deviceDoors(api), keep, visible: signs.visible });
  const sound = createSound(conversation, keep, client.tab);
  window.addEventListener('focus', sound.focused);
  signs.onLeave(sound.left);
  const stage = watchStage(conversation, host, keep, past);
  const news = watchUnread(conversation, host, keep, signs.onVisibility, stage.stageOpen);
  watchEvents(conversation, stage.stageOpen, host);

  host.onIdentify((jwt) => {
    identity.identify(jwt).then(
      () => {
        contact.changed();
        client.socket.reconnect();
      },
      // A word that does not hold changes nothing: the visitor stays who it was.
      () => undefined,
    );
  });
  host.onReset(() => {
    client.dispose();
    conversation.peek()?.close();
    media.clear();
    identity.forget();
    keepPage(keep, key, null);
    host.post({ vitrine: 1, type: 'was_reset' });
  });
  identity.onChange((token) => {
    // Somebody else sits here now: nothing of the one before may stay on screen.
    if (token === null) location.reload();
    else client.socket.reconnect();
  });
  load();
  const lasting = keep.lasting;
  return {
    api,
    boot,
    host,
    client,
    link,
    conversation,
    media,
    shelf,
    lasting,
    ...news,
    staffed: host.staffed,
    past,
    contact,
    devices,
    sound,
    proposals: createProposals(conversation, client, host),
    ...stage,
    // The welcome names a new conversation once the last one has ended and its end was read.
    startAgain: () => {
      conversation.peek()?.tellSeen();
      client.socket.reconnect();
    },
    wayBack: (origins) => wayBack(keep, key, origins),
  };
}
