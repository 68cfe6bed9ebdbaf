/**
 * @file Topics on the socket: opened, resumed after a break, opened again after a gap. Hands whole
 * snapshots and gap-free events to its owner (OP5, SN2, SN4).
 */

import type {
  Annotation,
  ClientMessage,
  ErrorCode,
  Event,
  History,
  Item,
  ListDigest,
  LiveUpdate,
  MediaInfo,
  Presence,
  Proposal,
  Receipts,
  Resume,
  Rows,
  ServerMessage,
  SharedProduct,
  Snapshot,
  Stage,
  TopicName,
  VisitorRows,
} from '../wire/generated';

/** A snapshot with all its parts put together. */
export interface WholeSnapshot {
  readonly seq: number;
  readonly stage: Stage;
  readonly items: readonly Item[];
  readonly annotations: readonly Annotation[];
  readonly products: readonly SharedProduct[];
  readonly proposals: readonly Proposal[];
  readonly messages: readonly Event[];
  readonly fromFirst: boolean;
}

/** What the owner of a topic hears. */
export interface TopicListener {
  snapshot?(whole: WholeSnapshot): void;
  /** Each seq is one above the one before. */
  events?(events: readonly Event[]): void;
  live?(update: LiveUpdate): void;
  presence?(presence: Presence): void;
  rows?(rows: Rows): void;
  /** What a list holds; false when this one holds something else, and has to be opened again. */
  digest?(digest: ListDigest): boolean;
  history?(history: History): void;
  receipts?(receipts: Receipts): void;
  /** A picture became sharp, or turned out not to. */
  mediaReady?(info: MediaInfo): void;
  visitors?(rows: VisitorRows): void;
  /** Everything up to the head is here: operations may go. */
  ready?(): void;
  /** Not ready any more. */
  lost?(): void;
  /** It does not exist, or not for us. */
  refused?(code: ErrorCode): void;
}

/** A topic its owner holds. */
export interface Topic {
  /** Its number on the present socket; null while it is not ready. */
  sub(): number | null;
  /** Closes it and opens it anew, such as after a change of access. */
  reopen(): void;
  close(): void;
}

interface Open {
  readonly name: TopicName;
  readonly listener: TopicListener;
  sub: number;
  ready: boolean;
  /** Last position; null before the first answer and while a snapshot is on its way. */
  at: Resume | null;
  /** The epoch of the snapshot that is on its way. */
  epoch: string;
  head: number;
  parts: Snapshot[];
}

type Send = (message: ClientMessage) => boolean;

/** See {@link createTopics}. */
export interface Topics {
  open(name: TopicName, listener: TopicListener): Topic;
  /** The socket is live: open everything. */
  connected(): void;
  /** The socket is gone. */
  disconnected(): void;
  receive(message: ServerMessage): void;
}

/** Keeps the topics of one connection. */
export function createTopics(send: Send): Topics {
  const topics = new Set<Open>();
  let lastSub = 0;

  function ask(topic: Open) {
    lastSub += 1;
    topic.sub = lastSub;
    topic.parts = [];
    send({ type: 'open', sub: topic.sub, topic: topic.name, resume: topic.at });
  }

  function lose(topic: Open) {
    if (!topic.ready) return;
    topic.ready = false;
    topic.listener.lost?.();
  }

  function reopen(topic: Open) {
    lose(topic);
    send({ type: 'close', sub: topic.sub });
    ask(topic);
  }

  function reached(topic: Open) {
    if (topic.ready || topic.at === null || topic.at.seq < topic.head) return;
    topic.ready = true;
    topic.listener.ready?.();
  }

  function take(topic: Open, events: readonly Event[]) {
    const at = topic.at;
    if (at === null) return;
    const fresh = events.filter((event) => event.seq > at.seq);
    const first = fresh[0];
    if (first === undefined) return;
    const whole = fresh.every((event, place) => event.seq === at.seq + 1 + place);
    if (!whole) return reopen(topic);
    topic.at = { epoch: at.epoch, seq: at.seq + fresh.length };
    topic.listener.events?.(fresh);
    reached(topic);
  }

  function assemble(topic: Open, part: Snapshot) {
    if (part.part !== topic.parts.length) return reopen(topic);
    topic.parts.push(part);
    if (!part.last) return;
    const parts = topic.parts;
    topic.parts = [];
    const stage = parts[0]?.stage;
    if (!stage) return reopen(topic);
    topic.at = { epoch: topic.epoch, seq: part.seq };
    topic.listener.snapshot?.({
      seq: part.seq,
      stage,
      items: parts.flatMap((one) => one.items),
      annotations: parts.flatMap((one) => one.annotations),
      products: parts.flatMap((one) => one.products),
      proposals: parts.flatMap((one) => one.proposals),
      messages: parts.flatMap((one) => one.messages),
      fromFirst: part.fromFirst,
    });
    reached(topic);
  }

  function of(sub: number): Open | undefined {
    for (const topic of topics) if (topic.sub === sub) return topic;
    return undefined;
  }

  function opened(message: Extract<ServerMessage, { type: 'opened' }>) {
    const topic = of(message.sub);
    if (!topic) return;
    topic.head = message.head;
    switch (message.mode) {
      case 'tail':
        topic.at = { epoch: message.epoch, seq: topic.at?.seq ?? 0 };
        reached(topic);
        break;
      case 'snapshot':
        topic.at = null;
        topic.epoch = message.epoch;
        break;
      case 'list':
        topic.ready = true;
        topic.listener.ready?.();
        break;
    }
  }

  function refused(sub: number, code: ErrorCode) {
    const topic = of(sub);
    // A topic that is ready is not refused; some frame of ours about it was.
    if (!topic || topic.ready) return;
    topics.delete(topic);
    topic.listener.refused?.(code);
  }

  function receive(message: ServerMessage) {
    if (message.type === 'nack') {
      if (message.sub !== null && message.code === 'not_found') {
        refused(message.sub, message.code);
      }
      return;
    }
    if (!('sub' in message)) return;
    const topic = of(message.sub);
    if (!topic) return;
    switch (message.type) {
      case 'opened':
        return opened(message);
      case 'closed':
        lose(topic);
        topics.delete(topic);
        return topic.listener.refused?.('not_found');
      case 'snapshot':
        return assemble(topic, message);
      case 'events':
        return take(topic, message.events);
      case 'live':
        return topic.listener.live?.(message);
      case 'media_ready':
        return topic.listener.mediaReady?.(message.info);
      case 'presence':
        return topic.listener.presence?.(message);
      case 'rows':
        return topic.listener.rows?.(message);
      case 'list_digest':
        return topic.listener.digest?.(message) === false ? reopen(topic) : undefined;
      case 'history':
        return topic.listener.history?.(message);
      case 'receipts':
        return topic.listener.receipts?.(message);
      case 'visitor_rows':
        return topic.listener.visitors?.(message);
    }
  }

  let connected = false;
  return {
    open: (name, listener) => {
      const topic: Open = {
        name,
        listener,
        sub: 0,
        ready: false,
        at: null,
        epoch: '',
        head: 0,
        parts: [],
      };
      topics.add(topic);
      if (connected) ask(topic);
      return {
        sub: () => (topic.ready ? topic.sub : null),
        reopen: () => connected && topics.has(topic) && reopen(topic),
        close: () => {
          topics.delete(topic);
          if (connected) send({ type: 'close', sub: topic.sub });
        },
      };
    },
    connected: () => {
      connected = true;
      lastSub = 0;
      for (const topic of topics) ask(topic);
    },
    disconnected: () => {
      connected = false;
      for (const topic of topics) {
        lose(topic);
        topic.sub = 0;
      }
    },
    receive,
  };
}
