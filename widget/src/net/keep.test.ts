/** @file What is kept, and that a blocked storage is not the end. */

import { expect, test } from 'vitest';
import { keptMessages, lastingKeep, memoryKeep } from './keep';

test('s49_a_blocked_storage_is_memory_and_says_that_nothing_lasts', () => {
  const keep = lastingKeep(() => {
    throw new Error('blocked');
  });
  keep.set('a', '1');
  expect(keep.get('a')).toBe('1');
  expect(keep.lasting).toBe(false);
});

test('messages without an answer come back in order, those of others and rubbish do not', () => {
  const keep = memoryKeep();
  const kept = keptMessages(keep, 'room');
  kept.add({ cid: 'b', text: 'two', at: 2 });
  kept.add({ cid: 'a', text: 'one', at: 1 });
  keptMessages(keep, 'other').add({ cid: 'c', text: 'x', at: 0 });
  keep.set('vitrine.unsent.room.bad', '{');
  expect(kept.all().map((one) => one.text)).toEqual(['one', 'two']);
  kept.drop('a');
  expect(kept.all().map((one) => one.cid)).toEqual(['b']);
});
