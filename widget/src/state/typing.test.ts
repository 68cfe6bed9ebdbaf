/** @file Who is writing. */

import { expect, test } from 'vitest';
import { expire, sign, spoke, TYPING_MS, writers } from './typing';

const ana = { session: 's1', by: 'ana', typing: true };

test('a sign lasts a few seconds and then nobody writes', () => {
  const now = sign([], ana, 1000);
  expect(writers(now)).toEqual(['ana']);
  expect(expire(now, 999 + TYPING_MS)).toBe(now);
  expect(expire(now, 1000 + TYPING_MS)).toEqual([]);
});

test('two tabs of one person are one writer, and a message ends both', () => {
  const two = sign(sign([], ana, 0), { ...ana, session: 's2' }, 0);
  expect(writers(two)).toEqual(['ana']);
  expect(spoke(two, 'ana')).toEqual([]);
});

test('stopping in one tab leaves the other', () => {
  const two = sign(sign([], ana, 0), { ...ana, session: 's2' }, 0);
  expect(writers(sign(two, { ...ana, typing: false }, 1))).toEqual(['ana']);
});
