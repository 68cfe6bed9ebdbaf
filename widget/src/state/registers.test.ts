/** @file A stage that comes late begins with what everybody has (SN5). */

import { expect, test } from 'vitest';
import type { LiveUpdate, StrokeChunk, View } from '../wire/generated';
import { createRegisters } from './registers';

const view = (n: number): View => ({
  item: 'item',
  cu: 1,
  cv: 1,
  eu: 1,
  ev: 1,
  fence: 1,
  n,
  at: 0,
  own: false,
});

const chunk = (from: number, part: Partial<StrokeChunk> = {}): StrokeChunk => ({
  sid: 'stroke',
  item: 'item',
  tool: 'pen',
  width: 100,
  from,
  path: [from, from],
  cancelled: false,
  ...part,
});

const update = (session: string, part: Partial<LiveUpdate>): LiveUpdate => ({
  sub: 1,
  from: 'somebody',
  session,
  ...part,
});

test('sn5_of a session the newest view and echo are told', () => {
  const registers = createRegisters();
  registers.note(update('a', { view: view(1) }));
  registers.note(update('a', { view: view(2), applied: { seq: 1, fence: 1, n: 2, rttMs: 3 } }));
  registers.note(update('b', { view: view(7) }));
  const told = registers.all();
  expect(told.map((one) => one.view?.n).filter(Boolean)).toEqual([2, 7]);
  expect(told.map((one) => one.applied?.n).filter(Boolean)).toEqual([2]);
});

test('sn5_of two sessions of one person the one heard last is told last', () => {
  const registers = createRegisters();
  for (const [session, seq] of [
    ['a', 0],
    ['b', 0],
    ['a', 4],
  ] as const) {
    registers.note(update(session, { applied: { seq, fence: 0, n: 0, rttMs: 1 } }));
  }
  expect(registers.all().map((one) => one.applied?.seq)).toEqual([0, 4]);
});

test('sn5_an open stroke is told from its first point until it is a mark or given up', () => {
  const registers = createRegisters();
  const froms = () => registers.all().map((one) => one.stroke?.from);
  registers.note(update('a', { stroke: chunk(0) }));
  registers.note(update('a', { stroke: chunk(1) }));
  expect(froms()).toEqual([0, 1]);
  registers.note(update('a', { stroke: chunk(0) }));
  expect(froms()).toEqual([0]);
  registers.finished(['stroke']);
  expect(froms()).toEqual([]);
  registers.note(update('a', { stroke: chunk(0) }));
  registers.note(update('a', { stroke: chunk(1, { cancelled: true }) }));
  expect(froms()).toEqual([]);
});

test('sn5_lasers and typing are of the moment and not told again', () => {
  const registers = createRegisters();
  registers.note(update('a', { typing: true, laser: { item: 'item', path: [1, 1], down: true } }));
  expect(registers.all()).toEqual([]);
});

test('sn5_after a break only what comes then counts', () => {
  const registers = createRegisters();
  registers.note(update('a', { view: view(1), stroke: chunk(0) }));
  registers.clear();
  expect(registers.all()).toEqual([]);
});
