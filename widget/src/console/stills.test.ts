/** @file The picture that goes with a mail shows what is on the strip, and nothing that left it. */

import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Api } from '../net/api';
import type { MediaCache } from '../net/media_cache';
import type { Conversation } from '../state/conversation';
import { append, NO_MESSAGES } from '../state/messages';
import { EMPTY_ROOM, type RoomState } from '../state/room';
import type { Item } from '../wire/generated';
import { watchStills } from './stills';

vi.mock('../coview/still', () => ({
  drawStill: async () => ({ picture: new Blob(['jpeg']), size: { width: 4, height: 3 } }),
}));

const ITEM: Item = {
  id: 'item',
  media: 'media',
  size: { width: 4, height: 3 },
  title: 'A bag',
  by: 'visitor',
  quarterTurns: 0,
  removed: false,
};
const GONE: RoomState = { ...EMPTY_ROOM, items: [{ ...ITEM, removed: true }], shown: [] };
/** Longer than the stage has to rest. */
const REST_MS = 3_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An agent with a picture on the stage and a visitor who is gone; `on` is called at each door. */
function scene(on: (door: string, room: { value: RoomState }) => void = () => undefined) {
  const room = signal<RoomState>({ ...EMPTY_ROOM, items: [ITEM], shown: ['item'] });
  const messages = signal(NO_MESSAGES);
  const doors: string[] = [];
  const come = async (door: string) => {
    doors.push(door);
    on(door, room);
    const upload = { upload: 'up', offset: 0, chunkBytes: 99, wanted: true, media: 'still' };
    return upload as never;
  };
  const api = {
    get: () => come('wanted?'),
    post: (path: string) => come(path.startsWith('/v1/stills') ? 'attach' : 'begin'),
    delete: () => come('cancel'),
    send: (method: string) =>
      come(method === 'POST' ? 'finish' : 'bytes').then(() => ({ offset: 4 })),
  } as unknown as Api;
  const media = {
    bitmap: () => come('picture'),
  } as unknown as MediaCache;
  const conversation = {
    id: 'room',
    me: 'agent',
    phase: signal('ready'),
    room,
    messages,
    people: signal([]),
  } as unknown as Conversation;
  watchStills({ api, media, conversation: signal(conversation) });
  return {
    doors,
    room,
    /** The agent answers, and the stage rests. */
    answer: async () => {
      const body = { kind: 'message_sent', text: 'Yes' } as const;
      const said = { seq: 1, at: 1, actor: 'agent', cid: 'c1', body };
      messages.value = append(messages.value, [said]);
      await vi.advanceTimersByTimeAsync(REST_MS);
      await vi.dynamicImportSettled();
    },
  };
}

test('after an answer to somebody who is gone, what is on the stage goes with the mail', async () => {
  const { doors, answer } = scene();
  await answer();
  await vi.waitFor(() => expect(doors).toContain('attach'));
});

test.each([
  ['agent', true],
  ['visitor', false],
])('marks of the %s without words are an answer: %s', async (author, answers) => {
  const { doors, room } = scene();
  const path = [100, 200, 900, 800];
  const mark = { tool: 'pen', path, width: 128 } as const;
  const drawn = { id: 'm1', item: 'item', author, seq: 2, mark, number: null };
  const kept = { ...drawn, live: true, deletedBy: null };
  room.value = { ...room.value, annotations: [kept] };
  await vi.advanceTimersByTimeAsync(REST_MS);
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(REST_MS);
  expect(doors.includes('wanted?')).toBe(answers);
});

test('a picture that was removed before the stage came to rest is not sent', async () => {
  const { doors, room, answer } = scene();
  room.value = GONE;
  await answer();
  expect(doors).toEqual([]);
});

test.each(['wanted?', 'picture'])(
  'a picture removed at the door “%s” is not sent',
  async (door) => {
    const { doors, answer } = scene((at, room) => {
      if (at === door) room.value = GONE;
    });
    await answer();
    await vi.advanceTimersByTimeAsync(REST_MS);
    expect(doors).toContain(door);
    expect(doors).not.toContain('begin');
    expect(doors).not.toContain('attach');
  },
);

test('a picture removed while its still is sent is not attached', async () => {
  const { doors, answer } = scene((at, room) => {
    if (at === 'bytes') room.value = GONE;
  });
  await answer();
  await vi.waitFor(() => expect(doors).toContain('cancel'));
  expect(doors).not.toContain('attach');
});
