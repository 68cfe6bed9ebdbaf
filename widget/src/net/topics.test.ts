/** @file Topics stay whole: parts put together, gaps noticed, positions resumed. */

import { beforeEach, expect, test } from 'vitest';
import type { ClientMessage, Event, ServerMessage, Stage } from '../wire/generated';
import { createTopics, type Topics, type WholeSnapshot } from './topics';

let sent: ClientMessage[];
let topics: Topics;
let seen: (string | number)[];
let whole: WholeSnapshot | null;

const NAME = { kind: 'conversation', conversation: 'room', stream: 'public' } as const;
const event = (seq: number): Event => ({
  seq,
  at: seq,
  actor: 'ana',
  cid: `c${seq}`,
  body: { kind: 'message_sent', text: `${seq}` },
});
const opened = (sub: number, mode: 'tail' | 'snapshot', head: number): ServerMessage => ({
  type: 'opened',
  sub,
  mode,
  epoch: 'e1',
  head,
  role: 'visitor',
});
const NO_STAGE: Stage = {
  participants: [],
  shown: [],
  lead: null,
  zoomLinked: true,
  locked: false,
  cleared: null,
  status: 'open',
  assignee: null,
};
const part = (sub: number, number: number, last: boolean, seq = 2): ServerMessage => ({
  type: 'snapshot',
  sub,
  seq,
  part: number,
  last,
  stage: number === 0 ? NO_STAGE : null,
  items: [],
  annotations: [],
  products: [],
  proposals: [],
  messages: last ? [event(1), event(2)] : [],
  fromFirst: true,
});
const opens = () => sent.filter((one) => one.type === 'open');

beforeEach(() => {
  sent = [];
  seen = [];
  whole = null;
  topics = createTopics((message) => sent.push(message) > 0);
});

function open() {
  return topics.open(NAME, {
    snapshot: (snapshot) => {
      whole = snapshot;
      seen.push('snapshot');
    },
    events: (events) => seen.push(...events.map((one) => one.seq)),
    ready: () => seen.push('ready'),
    lost: () => seen.push('lost'),
    refused: () => seen.push('refused'),
  });
}

test('sn4 the parts of a snapshot replace the state at the last one', () => {
  const topic = open();
  topics.connected();
  topics.receive(opened(1, 'snapshot', 2));
  topics.receive(part(1, 0, false));
  expect(whole).toBeNull();
  expect(topic.sub()).toBeNull();
  topics.receive(part(1, 1, true));
  expect(whole).toMatchObject({ seq: 2, messages: [{ seq: 1 }, { seq: 2 }] });
  expect(seen).toEqual(['snapshot', 'ready']);
  expect(topic.sub()).toBe(1);
});

test('op5 events apply one above the last, older ones are passed over', () => {
  open();
  topics.connected();
  topics.receive(opened(1, 'snapshot', 2));
  topics.receive(part(1, 0, true));
  topics.receive({ type: 'events', sub: 1, events: [event(2), event(3), event(4)] });
  expect(seen).toEqual(['snapshot', 'ready', 3, 4]);
});

test('op5 a gap opens the topic again, with a number of its own', () => {
  open();
  topics.connected();
  topics.receive(opened(1, 'snapshot', 2));
  topics.receive(part(1, 0, true));
  topics.receive({ type: 'events', sub: 1, events: [event(5)] });
  expect(sent.slice(-2)).toEqual([
    { type: 'close', sub: 1 },
    { type: 'open', sub: 2, topic: NAME, resume: { epoch: 'e1', seq: 2 } },
  ]);
  topics.receive({ type: 'events', sub: 1, events: [event(3)] });
  expect(seen).toEqual(['snapshot', 'ready', 'lost']);
});

test('sn2 after a break it resumes, and is ready when the tail has come', () => {
  open();
  topics.connected();
  topics.receive(opened(1, 'snapshot', 2));
  topics.receive(part(1, 0, true));
  topics.disconnected();
  topics.connected();
  expect(opens().at(-1)).toMatchObject({ sub: 1, resume: { epoch: 'e1', seq: 2 } });
  topics.receive(opened(1, 'tail', 4));
  expect(seen.at(-1)).toBe('lost');
  topics.receive({ type: 'events', sub: 1, events: [event(3), event(4)] });
  expect(seen.slice(-3)).toEqual([3, 4, 'ready']);
});

test('sn6 another epoch brings a snapshot, and its positions count from then on', () => {
  open();
  topics.connected();
  topics.receive(opened(1, 'snapshot', 2));
  topics.receive(part(1, 0, true));
  topics.disconnected();
  topics.connected();
  topics.receive({ ...opened(1, 'snapshot', 1), epoch: 'e2' } as ServerMessage);
  topics.receive(part(1, 0, true, 1));
  topics.disconnected();
  topics.connected();
  expect(opens().at(-1)).toMatchObject({ resume: { epoch: 'e2', seq: 1 } });
});

test('a snapshot that breaks off leaves no half position behind', () => {
  open();
  topics.connected();
  topics.receive(opened(1, 'snapshot', 2));
  topics.receive(part(1, 0, false));
  topics.disconnected();
  topics.connected();
  expect(opens().at(-1)).toMatchObject({ resume: null });
});

test('tp3 a refused topic is told to its owner, and to nobody else', () => {
  open();
  topics.connected();
  const nack = { type: 'nack', cid: null, code: 'not_found', retryMs: null } as const;
  topics.receive({ ...nack, sub: 7 });
  topics.receive({ ...nack, sub: null });
  expect(seen).toEqual([]);
  topics.receive({ ...nack, sub: 1 });
  expect(seen).toEqual(['refused']);
  topics.disconnected();
  topics.connected();
  expect(opens()).toHaveLength(1);
});

test('tp4 an empty conversation is ready at head 0', () => {
  open();
  topics.connected();
  topics.receive(opened(1, 'snapshot', 0));
  topics.receive({ ...part(1, 0, true, 0), messages: [] } as ServerMessage);
  expect(seen).toEqual(['snapshot', 'ready']);
});
