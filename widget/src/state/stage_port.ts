/**
 * @file The co-viewer's window to a conversation. Its type is `coview/port.ts`; this layer may not
 * import that one, so the compiler compares the two where a page hands the port to the stage.
 */

import { computed, type ReadonlySignal } from '@preact/signals';
import type { Api } from '../net/api';
import type { Client } from '../net/client';
import { newId } from '../net/ids';
import type { MediaCache } from '../net/media_cache';
import type { Media, MediaInfo, ProductId, Role } from '../wire/generated';
import type { Conversation } from './conversation';
import { deletedBy, living } from './optimistic';
import { chooseVariant } from './show_product';

/** What a stage needs beside the conversation. */
export interface StageSources {
  readonly api: Api;
  readonly client: Client;
  readonly conversation: Conversation;
  readonly role: Role;
  readonly media: MediaCache;
  readonly shelf: ReadonlySignal<readonly Media[]>;
}

type Link = 'live' | 'reconnecting';

/** News of pictures after which what was kept of them has been forgotten: once for all listeners. */
const passedOn = new WeakSet<MediaInfo>();

/** Builds the port of one conversation. */
export function stagePort({ api, client, conversation, role, media, shelf }: StageSources) {
  return {
    me: conversation.me,
    session: client.tab,
    role,
    state: computed(() => {
      const room = conversation.room.value;
      const { head, items, shown, zoomLinked, locked, cleared, lead, status, products } = room;
      const marks = conversation.marks.value;
      return {
        seq: head,
        items: items.filter((item) => !item.removed),
        shown,
        zoomLinked,
        locked,
        ended: status === 'resolved',
        cleared,
        lead,
        annotations: living(marks),
        products,
        deleted: deletedBy(marks, conversation.me),
      };
    }),
    people: conversation.people,
    link: computed((): Link => (conversation.phase.value === 'ready' ? 'live' : 'reconnecting')),
    rttMs: client.socket.rttMs,
    shelf,
    op: conversation.op,
    live: conversation.live,
    onLive: conversation.onLive,
    onResumed: conversation.onResumed,
    onMediaReady: (listener: (info: MediaInfo) => void) =>
      conversation.onMediaReady((info) => {
        if (!passedOn.has(info)) media.forget(info.media);
        passedOn.add(info);
        listener(info);
      }),
    roomNow: () => client.socket.roomNow(),
    bitmap: media.bitmap,
    imageUrl: media.imageUrl,
    clipUrl: media.clipUrl,
    pyramid: media.pyramid,
    tile: media.tile,
    forget: media.forget,
    chooseVariant: (product: ProductId, variant: string) =>
      chooseVariant(api, conversation, product, variant),
    newId,
  };
}
