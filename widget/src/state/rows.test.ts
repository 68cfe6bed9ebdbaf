/** @file The list: the newest row wins, the longest wait comes first. */

import { expect, test } from 'vitest';
import type { ListRow } from '../wire/generated';
import { agrees, applyRows, ordered, shortId } from './rows';
import { row } from './rows_testing';

const NO_COUNTS = { mine: 0, unassigned: 0, all: 0 };
const rows = (...list: ListRow[]) => ({
  sub: 1,
  reset: false,
  rows: list,
  gone: [],
  counts: NO_COUNTS,
});

test('ls1 the larger rev of a row wins, whatever the order of arrival', () => {
  const newer = applyRows(new Map(), rows(row('a', { rev: 3, unanswered: 3 })));
  const late = applyRows(newer, rows(row('a', { rev: 2, unanswered: 2 })));
  expect(late.get('a')?.unanswered).toBe(3);
});

test('ls1 reset forgets what was there, gone takes a row away', () => {
  const list = applyRows(new Map(), rows(row('a'), row('b')));
  expect([...applyRows(list, { ...rows(row('c')), reset: true }).keys()]).toEqual(['c']);
  expect([...applyRows(list, { ...rows(), gone: ['a'] }).keys()]).toEqual(['b']);
});

test('ls3 the longest wait comes first, then the latest activity', () => {
  const list = applyRows(
    new Map(),
    rows(
      row('quiet', { activeAt: 9 }),
      row('waits', { waitingSince: 5 }),
      row('waits-longer', { waitingSince: 2 }),
    ),
  );
  const order = ordered(list).map((one) => one.conversation);
  expect(order).toEqual(['waits-longer', 'waits', 'quiet']);
});

test('a visitor without a name has the end of an id', () => {
  expect(shortId('0190b6a0-0000-7000-8000-0000000004f2')).toBe('4F2');
});

test('ls7 a list agrees with a digest of its own rows, however far back it was read', () => {
  const list = applyRows(new Map(), rows(row('a', { rev: 2 }), row('b', { rev: 4_294_967_295 })));
  const digest = { sub: 1, rows: 2, sum: 1 };
  expect(agrees(list, digest)).toBe(true);
  expect(agrees(applyRows(list, rows(row('older', { rev: 0 }))), digest)).toBe(true);
  expect(agrees(list, { ...digest, rows: 3 })).toBe(false);
  expect(agrees(applyRows(list, rows(row('a', { rev: 3 }))), digest)).toBe(false);
});
