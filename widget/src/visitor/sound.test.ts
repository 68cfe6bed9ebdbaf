/** @file One sound for an answer, in the tab that had the focus last, and only if it is wanted. */

import { signal } from '@preact/signals';
import { expect, test, vi } from 'vitest';
import { type Keep, memoryKeep } from '../net/keep';
import type { Phase } from '../state/conversation';
import { append, NO_MESSAGES } from '../state/messages';
import { createSound } from './sound';

function tab(name: string, keep: Keep) {
  const messages = signal(NO_MESSAGES);
  const phase = signal<Phase>('ready');
  const play = vi.fn();
  const sound = createSound(signal({ id: 'room', me: 'me', messages, phase }), keep, name, play);
  let seq = 0;
  const hears = (actor: string) => {
    seq += 1;
    const body = { kind: 'message_sent', text: 'x' } as const;
    messages.value = append(messages.value, [{ seq, at: seq, actor, cid: `c${seq}`, body }]);
  };
  return { sound, play, hears };
}

test('nothing sounds until it is wanted', () => {
  const one = tab('a', memoryKeep());
  one.hears('ana');
  expect(one.play).not.toHaveBeenCalled();
});

test('when the tab that had the focus is gone, another one sounds, once', () => {
  const keep = memoryKeep();
  const [a, b, c] = [tab('a', keep), tab('b', keep), tab('c', keep)];
  for (const one of [c, b, a]) one.sound.turn(true);
  for (const one of [b, c]) one.play.mockClear();
  a.sound.left();
  for (const one of [b, c]) one.hears('ana');
  expect(b.play.mock.calls.length + c.play.mock.calls.length).toBe(1);
});

test('of two tabs the one that had the focus last sounds, and the other does not', () => {
  const keep = memoryKeep();
  const [a, b] = [tab('a', keep), tab('b', keep)];
  a.sound.turn(true);
  b.sound.turn(true);
  a.sound.focused();
  a.play.mockClear();
  b.play.mockClear();
  for (const one of [a, b]) one.hears('ana');
  expect([a.play.mock.calls.length, b.play.mock.calls.length]).toEqual([1, 0]);
  b.sound.focused();
  for (const one of [a, b]) one.hears('ana');
  expect([a.play.mock.calls.length, b.play.mock.calls.length]).toEqual([1, 1]);
});

test('own words make no sound', () => {
  const one = tab('a', memoryKeep());
  one.sound.turn(true);
  one.play.mockClear();
  one.hears('me');
  expect(one.play).not.toHaveBeenCalled();
});
