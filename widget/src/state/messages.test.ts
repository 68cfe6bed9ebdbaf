/** @file Messages on their way and in the log, whichever of answer and event comes first. */

import { expect, test } from 'vitest';
import type { Event } from '../wire/generated';
import * as log from './messages';
import { arrange, colourOf } from './thread';

const say = (
  seq: number,
  actor: string,
  text: string,
  cid = `c${seq}`,
  at = seq * 1000,
): Event => ({
  seq,
  at,
  actor,
  cid,
  body: { kind: 'message_sent', text },
});
const role = (id: string) => (id === 'ana' ? 'agent' : 'visitor');

test('a pending message is replaced by the event with its cid', () => {
  const pending = log.write(log.NO_MESSAGES, { cid: 'mine', at: 1, text: 'Hello' });
  const done = log.append(pending, [say(1, 'me', 'Hello', 'mine')]);
  expect(done.unsaid).toEqual([]);
  expect(done.said.map((one) => one.deed)).toEqual([{ kind: 'message', text: 'Hello' }]);
});

test('a message kept over a reload is settled by the snapshot that has it', () => {
  const kept = log.write(log.NO_MESSAGES, { cid: 'mine', at: 1, text: 'Hello' });
  expect(log.restart(kept, [say(1, 'me', 'Hello', 'mine')], true).unsaid).toEqual([]);
  expect(log.restart(kept, [say(1, 'me', 'Other', 'other')], true).unsaid).toHaveLength(1);
});

test('a refused message says so until it is sent again or given up', () => {
  const one = log.write(log.NO_MESSAGES, { cid: 'a', at: 1, text: 'x' });
  const refused = log.refuse(one, 'a', 'full');
  expect(refused.unsaid[0]?.refused).toBe('full');
  expect(log.write(refused, { cid: 'a', at: 1, text: 'x' }).unsaid[0]?.refused).toBeNull();
  expect(log.discard(refused, 'a').unsaid).toEqual([]);
});

test('older messages come before, and overlap is dropped', () => {
  const now = log.restart(log.NO_MESSAGES, [say(5, 'me', 'five')], false);
  const more = log.prepend(now, [say(4, 'me', 'four'), say(5, 'me', 'five')], true);
  expect(more.said.map((one) => one.seq)).toEqual([4, 5]);
  expect(more.fromFirst).toBe(true);
});

test('an erased message leaves its place, its time and its author', () => {
  const before = log.append(log.NO_MESSAGES, [say(1, 'me', 'secret')]);
  const redacted: Event = {
    seq: 2,
    at: 2,
    actor: 'me',
    cid: 'r',
    body: { kind: 'redacted', targetSeq: 1 },
  };
  const after = log.append(before, [redacted]);
  expect(after.said).toEqual([{ cid: 'c1', seq: 1, at: 1000, by: 'me', deed: { kind: 'erased' } }]);
  expect(JSON.stringify(arrange(after, 'me', role))).not.toContain('secret');
  // Whoever comes later is told the same thing.
  const stored = log.restart(
    log.NO_MESSAGES,
    [{ ...say(1, 'me', ''), body: { kind: 'erased', was: 'message_sent' } }],
    true,
  );
  expect(stored.said).toEqual(after.said);
});

test('pictures stand among the words of whoever brought them, endings alone', () => {
  const body = { kind: 'item_added', item: 'i', media: 'm', title: 'A bag' } as const;
  const picture: Event = { ...say(2, 'me', ''), body: { ...body, size: { width: 1, height: 1 } } };
  const messages = log.append(log.NO_MESSAGES, [
    say(1, 'me', 'look'),
    picture,
    { ...say(3, 'ana', ''), body: { kind: 'resolved' } },
    { ...say(4, 'ana', ''), body: { kind: 'reopened' } },
  ]);
  const entries = arrange(messages, 'me', role);
  expect(entries.map((one) => one.kind)).toEqual(['day', 'group', 'resolved', 'reopened']);
  const group = entries[1];
  expect(group?.kind === 'group' && group.messages.map((one) => one.picture?.title)).toEqual([
    undefined,
    'A bag',
  ]);
});

test('rc1_only_the_last_own_message_that_got_as_far_says_so', () => {
  const messages = log.append(log.NO_MESSAGES, [
    say(1, 'me', 'a'),
    say(2, 'me', 'b'),
    say(3, 'me', 'c'),
    say(4, 'me', 'd'),
    say(5, 'ana', 'e'),
  ]);
  const entries = arrange(messages, 'me', role, { delivered: 3, read: 2 });
  const fates = entries.flatMap((one) =>
    one.kind === 'group' ? one.messages.map((line) => line.fate) : [],
  );
  expect(fates).toEqual([null, 'read', 'delivered', 'sent', null]);
});

test('messages of one author close together form a group, own pending ones last', () => {
  const hour = 3_600_000;
  const messages = log.write(
    log.append(log.NO_MESSAGES, [
      say(1, 'me', 'a', 'c1', hour),
      say(2, 'me', 'b', 'c2', hour + 1000),
      say(3, 'ana', 'c', 'c3', hour + 2000),
    ]),
    { cid: 'p', at: hour + 3000, text: 'd' },
  );
  const entries = arrange(messages, 'me', role);
  expect(entries.map((entry) => entry.kind)).toEqual(['day', 'group', 'joined', 'group', 'group']);
  const last = entries.at(-1);
  expect(last?.kind === 'group' && last.messages[0]?.state).toBe('pending');
});

test('an arrival stands where the agent first spoke, and only where that is known', () => {
  const messages = log.append(log.NO_MESSAGES, [say(1, 'ana', 'a')]);
  expect(arrange(messages, 'me', role).some((entry) => entry.kind === 'joined')).toBe(true);
  const later = { ...messages, fromFirst: false };
  expect(arrange(later, 'me', role).some((entry) => entry.kind === 'joined')).toBe(false);
});

test('the visitor has the first colour and agents the next ones in order of arrival', () => {
  const all = [
    { id: 'v', role: 'visitor' as const },
    { id: 'ana', role: 'agent' as const },
    { id: 'luis', role: 'agent' as const },
  ];
  expect(all.map((one) => colourOf(all, one.id))).toEqual([0, 1, 2]);
});
