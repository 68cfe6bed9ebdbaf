/** @file Every operation is answered once, in order, whatever the connection does. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IN_FLIGHT } from '../wire/generated';
import { createOutbox, type Outbox } from './outbox';
import { Refused } from './refused';

let sent: string[];
let reopened: number;
let outbox: Outbox;

const say = (text: string) => ({ do: 'send_message', text }) as const;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  reopened = 0;
  outbox = createOutbox(
    (cid) => sent.push(cid),
    () => {
      reopened += 1;
    },
  );
});

afterEach(() => {
  vi.useRealTimers();
});

test('op1 nothing goes before the topic is ready, then in order', () => {
  outbox.op(say('a'), 'a');
  outbox.op(say('b'), 'b');
  expect(sent).toEqual([]);
  outbox.ready();
  expect(sent).toEqual(['a', 'b']);
});

test('op1 at most sixteen without an answer', () => {
  outbox.ready();
  for (let at = 0; at < IN_FLIGHT + 4; at += 1) outbox.op(say('x'), `c${at}`);
  expect(sent).toHaveLength(IN_FLIGHT);
  outbox.ack('c0', 1);
  expect(sent.at(-1)).toBe(`c${IN_FLIGHT}`);
});

test('op1 after a break everything without an answer goes again with the same cid', async () => {
  outbox.ready();
  const first = outbox.op(say('a'), 'a');
  outbox.op(say('b'), 'b');
  outbox.lost();
  outbox.op(say('c'), 'c');
  outbox.ready();
  expect(sent).toEqual(['a', 'b', 'a', 'b', 'c']);
  outbox.ack('a', 7);
  await expect(first).resolves.toEqual({ seq: 7 });
});

test('a refusal with a time is tried again then, and what came after waits with it', async () => {
  outbox.ready();
  outbox.op(say('a'), 'a');
  outbox.nack('a', 'rate', 300);
  outbox.op(say('b'), 'b');
  expect(sent).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(301);
  expect(sent).toEqual(['a', 'a', 'b']);
});

test('a refusal for good rejects with its code', async () => {
  outbox.ready();
  const op = outbox.op(say('a'), 'a');
  outbox.nack('a', 'full', null);
  await expect(op).rejects.toEqual(new Refused('full'));
  expect(outbox.size()).toBe(0);
});

test('op12 a stale access opens the topic again and sends then', () => {
  outbox.ready();
  outbox.op(say('a'), 'a');
  outbox.nack('a', 'stale_access', null);
  expect(reopened).toBe(1);
  outbox.lost();
  outbox.ready();
  expect(sent).toEqual(['a', 'a']);
});

test('ld1 a wish for the lead is of this moment: never sent late, never sent again', async () => {
  const lead = { do: 'take_lead', session: 's' } as const;
  await expect(outbox.op(lead, 'early')).rejects.toThrow('unavailable');
  outbox.ready();
  const busy = outbox.op(lead, 'busy');
  outbox.nack('busy', 'lead_busy', 250);
  await expect(busy).rejects.toThrow('lead_busy');
  const cut = outbox.op(lead, 'cut');
  outbox.lost();
  await expect(cut).rejects.toThrow('unavailable');
  outbox.ready();
  expect(sent).toEqual(['busy', 'cut']);
});

test('answers to operations of others are not ours', () => {
  expect(outbox.ack('x', 1)).toBe(false);
  expect(outbox.nack('x', 'full', null)).toBe(false);
});
