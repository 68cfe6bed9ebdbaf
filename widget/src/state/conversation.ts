/**
 * @file One open conversation: the reducers of this folder behind signals, fed by its topic. The
 * visitor's panel and the agent's console hold the same thing.
 */

import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Client, ConversationLink } from '../net/client';
import { newId } from '../net/ids';
import type { KeptMessages } from '../net/keep';
import type { LivePart } from '../net/live';
import { codeOf } from '../net/refused';
import type {
  Annotation,
  Command,
  ConversationId,
  LiveUpdate,
  MediaInfo,
  PageFacts,
  ParticipantId,
  Person,
  ReceiptOf,
} from '../wire/generated';
import * as log from './messages';
import * as wishes from './optimistic';
import { roleOf } from './people';
import { createReceipts, reachOf } from './receipts';
import { createRegisters } from './registers';
import { apply, asMade, EMPTY_ROOM, type RoomState } from './room';
import { arrange, type Entry } from './thread';
import * as typing from './typing';

/** How far a conversation is. */
export type Phase = 'loading' | 'ready' | 'reconnecting' | 'gone';

/** See {@link openConversation}. */
export interface Conversation {
  readonly id: ConversationId;
  readonly me: ParticipantId;
  readonly phase: ReadonlySignal<Phase>;
  readonly room: ReadonlySignal<RoomState>;
  /** Marks with own wishes applied, deleted ones included. */
  readonly marks: ReadonlySignal<readonly Annotation[]>;
  readonly messages: ReadonlySignal<log.Messages>;
  /** The messages as they stand on screen. */
  readonly entries: ReadonlySignal<readonly Entry[]>;
  readonly people: ReadonlySignal<readonly Person[]>;
  /** Others who are writing. */
  readonly writing: ReadonlySignal<readonly ParticipantId[]>;
  readonly page: ReadonlySignal<PageFacts | null>;
  /** Says something; it is on screen at once. */
  say(text: string): void;
  sayAgain(cid: string): void;
  giveUp(cid: string): void;
  /** The person is writing, or has stopped. */
  writes(now: boolean): void;
  loadOlder(): void;
  /** Erases something said in the public stream, for everybody. */
  erase(seq: number): Promise<{ seq: number }>;
  /** Everything up to this place was on a visible screen. */
  saw(seq: number): void;
  /** Tells the server now how far this was read, before the line is given up. */
  tellSeen(): void;
  op(command: Command, cid?: string): Promise<{ seq: number }>;
  live(part: LivePart): void;
  /** Tells the newest live values at once, then each as it comes. */
  onLive(listener: (update: LiveUpdate) => void): () => void;
  /** Called when a picture became sharp, or turned out not to. */
  onMediaReady(listener: (info: MediaInfo) => void): () => void;
  /** Called when the topic is live again after a break. */
  onResumed(listener: () => void): () => void;
  close(): void;
}

/** What an open conversation needs. */
export interface ConversationOptions {
  readonly client: Client;
  readonly id: ConversationId;
  readonly me: ParticipantId;
  /** Where own messages survive a reload; agents keep theirs on screen only. */
  readonly kept: KeptMessages | null;
}

function listeners<T>() {
  const all = new Set<(value: T) => void>();
  return {
    add: (listener: (value: T) => void) => {
      all.add(listener);
      return () => {
        all.delete(listener);
      };
    },
    tell: (value: T) => {
      for (const listener of [...all]) listener(value);
    },
  };
}

/** Opens the public stream of a conversation. */
export function openConversation({ client, id, me, kept }: ConversationOptions): Conversation {
  const phase = signal<Phase>('loading');
  const room = signal<RoomState>(EMPTY_ROOM);
  const hopes = signal(wishes.NO_WISHES);
  const messages = signal(log.NO_MESSAGES);
  const people = signal<readonly Person[]>([]);
  const writing = signal<typing.Typing>([]);
  const page = signal<PageFacts | null>(null);
  const receipts = signal<readonly ReceiptOf[]>([]);
  const live = listeners<LiveUpdate>();
  const registers = createRegisters();
  const resumed = listeners<void>();
  const sharpened = listeners<MediaInfo>();
  let asking: number | null = null;
  let saidWriting: { at: number } | null = null;

  const link: ConversationLink = client.conversation(id, {
    snapshot: (whole) =>
      batch(() => {
        const { stage } = whole;
        room.value = {
          ...EMPTY_ROOM,
          head: whole.seq,
          ...stage,
          items: whole.items,
          products: whole.products,
          proposals: whole.proposals,
          annotations: asMade(whole.annotations),
        };
        messages.value = log.restart(messages.value, whole.messages, whole.fromFirst);
        told.delivered(whole.seq);
      }),
    events: (events) =>
      batch(() => {
        room.value = events.reduce((state, event) => apply(state, 'public', event), room.value);
        messages.value = log.append(messages.value, events);
        for (const event of events) {
          if (event.body.kind === 'message_sent') {
            writing.value = typing.spoke(writing.value, event.actor);
          }
          if (event.body.kind === 'annotation_added') registers.finished([event.body.annotation]);
        }
        told.delivered(room.value.head);
      }),
    live: (update) => {
      if (update.typing !== undefined && update.from !== me) {
        const by = { session: update.session, by: update.from, typing: update.typing };
        writing.value = typing.sign(writing.value, by, Date.now());
      }
      registers.note(update);
      live.tell(update);
    },
    mediaReady: (info) => sharpened.tell(info),
    presence: (presence) =>
      batch(() => {
        people.value = presence.people;
        page.value = presence.page;
      }),
    history: (history) => {
      if (history.before !== asking) return;
      asking = null;
      messages.value = log.prepend(messages.value, history.messages, history.fromFirst);
    },
    receipts: (all) => {
      receipts.value = all.receipts;
    },
    ready: () => {
      told.ready();
      const again = phase.value === 'reconnecting';
      phase.value = 'ready';
      if (again) resumed.tell();
    },
    lost: () => {
      told.lost();
      asking = null;
      saidWriting = null;
      phase.value = 'reconnecting';
      writing.value = [];
      registers.clear();
    },
    refused: () => {
      phase.value = 'gone';
    },
  });

  const told = createReceipts((reach) => link.receipt(reach));

  const timer = setInterval(() => {
    writing.value = typing.expire(writing.value, Date.now());
  }, 1_000);

  function send(cid: string, text: string) {
    link.op({ do: 'send_message', text }, cid).then(
      () => kept?.drop(cid),
      (error) => {
        messages.value = log.refuse(messages.value, cid, codeOf(error));
      },
    );
  }

  function put(cid: string, text: string, at: number) {
    messages.value = log.write(messages.value, { cid, at, text });
    send(cid, text);
  }

  for (const { cid, text, at } of kept?.all() ?? []) put(cid, text, at);

  /** What of a command is shown before its answer. */
  function wishOf(command: Command): wishes.Wish | null {
    switch (command.do) {
      case 'add_annotation': {
        const { annotation: id, item, mark } = command;
        const made = { seq: Number.POSITIVE_INFINITY, number: null, live: true, deletedBy: null };
        return { kind: 'add', mark: { id, item, mark, author: me, ...made } };
      }
      case 'delete_annotations':
        return { kind: 'delete', ids: command.annotations };
      case 'restore_annotations':
        return { kind: 'restore', ids: command.annotations };
      default:
        return null;
    }
  }

  function op(command: Command, cid?: string): Promise<{ seq: number }> {
    const answer = link.op(command, cid);
    const wished = wishOf(command);
    if (wished) {
      hopes.value = wishes.wish(hopes.value, wished);
      settled(answer, () => {
        hopes.value = wishes.drop(hopes.value, wished);
      });
    }
    return answer;
  }

  /** The answer may overtake the event: a granted wish is dropped when the event is in. */
  function settled(answer: Promise<{ seq: number }>, done: () => void) {
    answer.then(({ seq }) => {
      if (room.value.head >= seq) return done();
      const stop = room.subscribe((state) => {
        if (state.head < seq) return;
        done();
        queueMicrotask(() => stop());
      });
    }, done);
  }

  return {
    id,
    me,
    phase,
    room,
    messages,
    people,
    page,
    entries: computed(() => {
      const { participants } = room.value;
      const role = (by: ParticipantId) => roleOf(participants, people.value, by);
      // Of two agents in one conversation neither waits for the other to read.
      const side = role(me) === 'visitor';
      const reach = reachOf(receipts.value, (by) => (role(by) === 'visitor') !== side);
      return arrange(messages.value, me, role, reach, room.value);
    }),
    marks: computed(() => wishes.hoped(room.value, hopes.value, me)),
    writing: computed(() => typing.writers(writing.value)),
    say: (text) => {
      const cid = newId();
      const at = Date.now();
      kept?.add({ cid, text, at });
      // A sign that waits for its tick would come after the message and say that it goes on.
      if (saidWriting !== null) link.live({ typing: false });
      saidWriting = null;
      put(cid, text, at);
    },
    sayAgain: (cid) => {
      const message = messages.value.unsaid.find((one) => one.cid === cid);
      if (message?.refused) put(cid, message.text, message.at);
    },
    giveUp: (cid) => {
      kept?.drop(cid);
      messages.value = log.discard(messages.value, cid);
    },
    writes: (now) => {
      if (!now && saidWriting === null) return;
      const recent = saidWriting !== null && Date.now() - saidWriting.at < typing.TYPING_EVERY_MS;
      if (now && recent) return;
      saidWriting = now ? { at: Date.now() } : null;
      link.live({ typing: now });
    },
    loadOlder: () => {
      const first = messages.value.said[0];
      if (asking !== null || messages.value.fromFirst || !first) return;
      asking = first.seq;
      link.history(first.seq);
    },
    erase: (seq) => op({ do: 'redact', stream: 'public', seq }),
    saw: (seq) => told.read(seq),
    tellSeen: () => told.flush(),
    op,
    live: (part) => {
      // One's own view is not sent back, but the next stage of this page begins with it too.
      const { view } = part;
      if (view) registers.note({ sub: 0, from: me, session: client.tab, view });
      link.live(part);
    },
    onMediaReady: (listener) => sharpened.add(listener),
    onLive: (listener) => {
      const stop = live.add(listener);
      for (const update of registers.all()) listener(update);
      return stop;
    },
    onResumed: (listener) => resumed.add(listener),
    close: () => {
      clearInterval(timer);
      told.close();
      link.close();
    },
  };
}
