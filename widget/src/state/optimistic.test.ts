/** @file Own marks before the answer. */

import { expect, test } from 'vitest';
import type { Annotation } from '../wire/generated';
import * as wishes from './optimistic';
import { EMPTY_ROOM } from './room';

const mark = (id: string): Annotation => ({
  id,
  item: 'i',
  author: 'me',
  seq: 1,
  mark: { tool: 'pen', path: [0, 0], width: 100 },
  number: null,
  deletedBy: null,
  live: true,
});
const ids = (all: readonly Annotation[]) => all.map((one) => one.id);

test('a mark is shown at once, and once when its event comes before the answer', () => {
  const wished = wishes.wishAdd(wishes.NO_WISHES, mark('a'));
  expect(ids(wishes.marks(EMPTY_ROOM, wished))).toEqual(['a']);
  const room = { ...EMPTY_ROOM, annotations: [mark('a')] };
  expect(ids(wishes.marks(room, wished))).toEqual(['a']);
});

test('a refused mark disappears, a refused deletion comes back', () => {
  const wished = wishes.wishAdd(wishes.NO_WISHES, mark('a'));
  expect(wishes.marks(EMPTY_ROOM, wishes.dropAdd(wished, 'a'))).toEqual([]);
  const room = { ...EMPTY_ROOM, annotations: [mark('b')] };
  const gone = wishes.wishDelete(wishes.NO_WISHES, ['b']);
  expect(wishes.marks(room, gone)).toEqual([]);
  expect(ids(wishes.marks(room, wishes.dropDelete(gone, ['b'])))).toEqual(['b']);
});

test('a mark taken back before its answer is not shown', () => {
  const both = wishes.wishDelete(wishes.wishAdd(wishes.NO_WISHES, mark('a')), ['a']);
  expect(wishes.marks(EMPTY_ROOM, both)).toEqual([]);
});
