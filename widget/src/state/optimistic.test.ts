/** @file Own marks before the answer. */

import { expect, test } from 'vitest';
import type { Annotation } from '../wire/generated';
import * as wishes from './optimistic';
import { EMPTY_ROOM, type RoomState } from './room';

const mark = (id: string, more: Partial<Annotation> = {}): Annotation => ({
  id,
  item: 'i',
  author: 'me',
  seq: 1,
  mark: { tool: 'pen', path: [0, 0], width: 100 },
  number: null,
  deletedBy: null,
  live: true,
  ...more,
});
const add = (id: string): wishes.Wish => ({ kind: 'add', mark: mark(id) });
const gone = (...ids: string[]): wishes.Wish => ({ kind: 'delete', ids });
const back = (...ids: string[]): wishes.Wish => ({ kind: 'restore', ids });
const room = (...annotations: Annotation[]): RoomState => ({ ...EMPTY_ROOM, annotations });

function seen(state: RoomState, ...wished: wishes.Wish[]): string[] {
  return wishes.living(wishes.hoped(state, wished, 'me')).map((one) => one.id);
}

test('a mark is shown at once, and once when its event comes before the answer', () => {
  expect(seen(EMPTY_ROOM, add('a'))).toEqual(['a']);
  expect(seen(room(mark('a')), add('a'))).toEqual(['a']);
});

test('a refused mark disappears, a refused deletion comes back', () => {
  const wished = add('a');
  const all = wishes.wish(wishes.NO_WISHES, wished);
  expect(wishes.hoped(EMPTY_ROOM, wishes.drop(all, wished), 'me')).toEqual([]);
  expect(seen(room(mark('b')), gone('b'))).toEqual([]);
  expect(seen(room(mark('b')))).toEqual(['b']);
});

test('a mark taken back before its answer is not shown', () => {
  expect(seen(EMPTY_ROOM, add('a'), gone('a'))).toEqual([]);
});

test('an8 a mark brought back is there before the answer, in its old place', () => {
  const state = room(mark('a', { live: false, deletedBy: 'me' }), mark('b'));
  expect(seen(state, back('a'))).toEqual(['a', 'b']);
});

test('wishes count in the order they were made', () => {
  const state = room(mark('a'));
  expect(seen(state, gone('a'), back('a'))).toEqual(['a']);
  expect(seen(state, gone('a'), back('a'), gone('a'))).toEqual([]);
});

test('an8 only what one deleted oneself counts as own deletion', () => {
  const state = room(
    mark('a', { live: false, deletedBy: 'me' }),
    mark('b', { live: false, deletedBy: 'ana' }),
    mark('c'),
  );
  expect([...wishes.deletedBy(wishes.hoped(state, [gone('c')], 'me'), 'me')]).toEqual(['a', 'c']);
});
