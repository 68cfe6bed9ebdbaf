/** @file Where private notes stand among the messages. */

import { expect, test } from 'vitest';
import type { TopicListener } from '../net/topics';
import type { Event } from '../wire/generated';
import { openNotes, type StaffLine, weave } from './notes';
import type { Entry, Line } from './thread';

const line = (at: number): Line => ({
  key: `m${at}`,
  seq: at,
  text: 'x',
  at,
  state: 'sent',
  refused: null,
  picture: null,
  fate: null,
});
const group = (key: string, ...times: number[]): Entry => ({
  kind: 'group',
  key,
  by: 'v',
  mine: false,
  at: times[0] ?? 0,
  messages: times.map(line),
});
const note = (at: number, sent = true): StaffLine => ({
  key: `n${at}`,
  kind: 'note',
  seq: sent ? at : null,
  by: 'a',
  at,
  text: 'x',
  to: null,
  sent,
});

const told = (entries: readonly Entry[], notes: readonly StaffLine[]) =>
  weave(entries, notes).map((one) => {
    if (one.kind === 'staff') return one.line.key;
    return one.kind === 'group' ? one.messages.map(({ key }) => key).join() : one.kind;
  });

test('a note stands between what was said before and after it', () => {
  expect(told([group('g', 10, 20), group('h', 40)], [note(30)])).toEqual(['m10,m20', 'n30', 'm40']);
});

test('a note within a group divides it, and the parts have keys of their own', () => {
  const woven = weave([group('g', 10, 20, 30)], [note(15), note(25)]);
  const keys = woven.map((one) => (one.kind === 'staff' ? one.line.key : one.key));
  expect(keys).toEqual(['g', 'n15', 'g-m20', 'n25', 'g-m30']);
});

test('a note on its way stands last, whatever this clock says', () => {
  expect(told([group('g', 10)], [note(5, false)])).toEqual(['m10', 'n5']);
});

test('notes without a message are all there', () => {
  expect(told([], [note(1), note(2)])).toEqual(['n1', 'n2']);
});

test('co8 a removed note keeps its place and loses its words', async () => {
  let told: TopicListener = {};
  const client = {
    staff: (_id: string, listener: TopicListener) => {
      told = listener;
      return { sub: () => 1, reopen: () => undefined, close: () => undefined };
    },
  };
  const asked: unknown[] = [];
  const op = async (command: unknown) => {
    asked.push(command);
    return { seq: 3 };
  };
  const notes = openNotes(client, 'room', { me: 'me', op });
  const event = (seq: number, body: Event['body']): Event => {
    return { seq, at: seq, actor: 'me', cid: `c${seq}`, body };
  };
  const written = { kind: 'note_added', afterPublicSeq: 0 } as const;
  told.events?.([
    event(1, { ...written, text: 'one' }),
    event(2, { ...written, text: 'two' }),
    event(3, { kind: 'redacted', targetSeq: 1 }),
  ]);
  const texts = () => notes.lines.value.map((one) => one.text);
  expect(texts()).toEqual([null, 'two']);
  await notes.erase(2);
  expect(asked).toEqual([{ do: 'redact', stream: 'staff', seq: 2 }]);
  told.events?.([event(4, { kind: 'redacted', targetSeq: 2 })]);
  expect(texts()).toEqual([null, null]);
});
