/** @file One sound for what a visitor writes, in one tab, and only if it is wanted. */

import { signal } from '@preact/signals';
import { expect, test, vi } from 'vitest';
import { memoryKeep } from '../net/keep';
import type { List } from '../state/rows';
import { row } from '../state/rows_testing';
import type { ConversationId } from '../wire/generated';
import { createSound } from './sound';

function tab(name: string, keep = memoryKeep()) {
  const on = signal(true);
  const open = signal<List>(new Map());
  const listed = signal(false);
  const inFront = signal<ConversationId | null>(null);
  const play = vi.fn();
  const sound = createSound({ on, open, listed, inFront }, keep, name, play);
  const told = (...waiting: [ConversationId, number][]) => {
    open.value = new Map(waiting.map(([id, unanswered]) => [id, row(id, { unanswered })]));
    listed.value = true;
  };
  return { on, inFront, play, told, sound };
}

test('what waits when the list comes is no news, what comes later is', () => {
  const { told, play } = tab('one');
  told(['a', 2]);
  expect(play).not.toHaveBeenCalled();
  told(['a', 3]);
  told(['a', 3], ['b', 1]);
  told(['a', 0], ['b', 1]);
  expect(play).toHaveBeenCalledTimes(2);
});

test('what is read at this moment makes no sound, nor does anything when it is off', () => {
  const { told, play, inFront, on } = tab('one');
  told(['a', 0]);
  inFront.value = 'a';
  told(['a', 1]);
  inFront.value = null;
  on.value = false;
  told(['a', 2]);
  expect(play).not.toHaveBeenCalled();
});

test('of two tabs the one that had the focus last makes the sound', () => {
  const keep = memoryKeep();
  const [one, two] = [tab('one', keep), tab('two', keep)];
  for (const each of [one, two]) each.told();
  two.sound.focused();
  for (const each of [one, two]) each.told(['a', 1]);
  expect([one.play, two.play].map((play) => play.mock.calls.length)).toEqual([0, 1]);
});
