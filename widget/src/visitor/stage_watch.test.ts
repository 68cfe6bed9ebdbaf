/** @file What a visitor who comes back finds on the stage. */

import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { append, NO_MESSAGES } from '../state/messages';
import { EMPTY_ROOM } from '../state/room';
import type { Annotation, Event, Item } from '../wire/generated';
import { newest } from './stage_watch';

const item = (id: string, removed = false): Item => ({
  id,
  media: id,
  size: { width: 1, height: 1 },
  title: id,
  by: 'ana',
  quarterTurns: 0,
  removed,
});
const mark = (on: string, author: string, seq: number, live = true): Annotation => ({
  id: `${on}-${seq}`,
  item: on,
  author,
  seq,
  mark: { kind: 'arrow', path: [0, 0, 9, 9], width: 16 } as unknown as Annotation['mark'],
  number: null,
  live,
  deletedBy: null,
});
const brought = (id: string, actor: string, seq: number): Event => ({
  seq,
  at: seq,
  actor,
  cid: id,
  body: { kind: 'item_added', item: id, media: id, size: { width: 1, height: 1 }, title: id },
});

function room(annotations: Annotation[], items: Item[], events: Event[] = []) {
  return {
    me: 'me',
    room: signal({ ...EMPTY_ROOM, annotations, items }),
    messages: signal(append(NO_MESSAGES, events)),
  };
}

test('the newest mark of somebody else since the last look', () => {
  const marks = [mark('a', 'ana', 5), mark('b', 'ana', 7), mark('a', 'me', 9)];
  expect(newest(room(marks, [item('a'), item('b')]), 4)).toBe('b');
  expect(newest(room(marks, [item('a'), item('b')]), 7)).toBeNull();
});

test('a picture counts like a mark, and whichever is newer wins', () => {
  const events = [brought('c', 'ana', 8), brought('d', 'me', 10)];
  const items = [item('a'), item('c'), item('d')];
  expect(newest(room([mark('a', 'ana', 5)], items, events), 1)).toBe('c');
});

test('what was taken away meanwhile is not looked for', () => {
  const marks = [mark('a', 'ana', 5, false), mark('b', 'ana', 6)];
  expect(newest(room(marks, [item('a'), item('b', true)]), 1)).toBeNull();
});
