/** @file One connected client: a socket, its topics, and for each conversation an outbox. */

import type {
  ClientMessage,
  Command,
  ConversationId,
  ListView,
  PageFacts,
  ProductCard,
  ServerMessage,
  SessionId,
} from '../wire/generated';
import { newId } from './ids';
import { createLive, type LivePart } from './live';
import { createOutbox, type Outbox } from './outbox';
import { createSocket, type Socket, type SocketOptions } from './socket';
import { createTopics, type Topic, type TopicListener } from './topics';

/** A conversation as the network sees it. */
export interface ConversationLink {
  /** Resolves when committed; rejects with `Refused`. */
  op(command: Command, cid?: string): Promise<{ seq: number }>;
  live(part: LivePart): void;
  /** Older messages than `before`; the answer comes to the listener. */
  history(before: number): void;
  /** How far this side has got; false while it cannot be said. */
  receipt(reach: { readonly delivered: number; readonly read: number }): boolean;
  close(): void;
}

/** What a client needs. */
export type ClientOptions = Omit<SocketOptions, 'onMessage' | 'unansweredSince' | 'tab'>;

/** See {@link createClient}. */
export interface Client {
  readonly tab: SessionId;
  readonly socket: Socket;
  conversation(id: ConversationId, listener: TopicListener): ConversationLink;
  /** What only staff reads of a conversation. */
  staff(id: ConversationId, listener: TopicListener): Topic;
  list(view: ListView, listener: TopicListener): Topic;
  visitors(listener: TopicListener): Topic;
  page(facts: PageFacts): void;
  /** What the page is about, in full; null takes it back. */
  product(card: ProductCard | null): void;
  dispose(): void;
}

/** Makes a client; it connects when `socket.start` is called. */
export function createClient(options: ClientOptions): Client {
  // A fresh id for each load: the numbers of a session's views begin at one again after a reload.
  const tab = newId();
  const outboxes = new Set<Outbox>();
  let facts: PageFacts | null = null;
  let card: ProductCard | null = null;

  const socket = createSocket({
    ...options,
    tab,
    onMessage: receive,
    unansweredSince: () => {
      let oldest: number | null = null;
      for (const outbox of outboxes) {
        const since = outbox.unansweredSince();
        if (since !== null && (oldest === null || since < oldest)) oldest = since;
      }
      return oldest;
    },
  });
  const send = (message: ClientMessage) => socket.send(message);
  const topics = createTopics(send);

  function receive(message: ServerMessage) {
    if (message.type === 'ack') {
      for (const outbox of outboxes) if (outbox.ack(message.cid, message.seq)) return;
    } else if (message.type === 'nack' && message.cid !== null) {
      const { cid, code, retryMs } = message;
      for (const outbox of outboxes) if (outbox.nack(cid, code, retryMs)) return;
    } else {
      topics.receive(message);
    }
  }

  let live = false;
  const stop = socket.state.subscribe((state) => {
    if (live) topics.disconnected();
    live = state.kind === 'live';
    if (!live) return;
    if (facts !== null) send({ type: 'page', ...facts });
    if (card !== null) send({ type: 'product', card });
    topics.connected();
  });

  function conversation(id: ConversationId, listener: TopicListener): ConversationLink {
    const outbox = createOutbox(
      (cid, command) => {
        const sub = topic.sub();
        if (sub !== null) send({ type: 'op', sub, cid, command });
      },
      () => topic.reopen(),
    );
    const lane = createLive({
      sub: () => topic.sub(),
      send: (frame) => send({ type: 'live', ...frame }),
      buffered: () => socket.buffered(),
    });
    outboxes.add(outbox);
    const topic: Topic = topics.open(
      { kind: 'conversation', conversation: id, stream: 'public' },
      {
        ...listener,
        ready: () => {
          outbox.ready();
          listener.ready?.();
        },
        lost: () => {
          outbox.lost();
          lane.clear();
          listener.lost?.();
        },
      },
    );
    return {
      op: (command, cid = newId()) => outbox.op(command, cid),
      live: (part) => lane.push(part),
      history: (before) => {
        const sub = topic.sub();
        if (sub !== null) send({ type: 'get_history', sub, before });
      },
      receipt: ({ delivered, read }) => {
        const sub = topic.sub();
        return sub !== null && send({ type: 'receipt', sub, delivered, read });
      },
      close: () => {
        lane.clear();
        outboxes.delete(outbox);
        topic.close();
      },
    };
  }

  return {
    tab,
    socket,
    conversation,
    staff: (id, listener) =>
      topics.open({ kind: 'conversation', conversation: id, stream: 'staff' }, listener),
    list: (view, listener) => topics.open({ kind: 'conversations', view }, listener),
    visitors: (listener) => topics.open({ kind: 'visitors' }, listener),
    page: (next) => {
      facts = next;
      send({ type: 'page', ...next });
    },
    product: (next) => {
      if (next === card) return;
      card = next;
      send({ type: 'product', card });
    },
    dispose: () => {
      stop();
      socket.dispose();
    },
  };
}
