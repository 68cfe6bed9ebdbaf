/** @file Where a video stands, and which marks belong to it. */

import { describe, expect, test } from 'vitest';
import type { Annotation, Item, Playback } from '../wire/generated';
import { isOfNow, targetMs } from './moment';
import { hasEnded, momentsOf } from './video/timeline';

const AT = 1_800_000_000_000;

function item(playback: Partial<Playback>): Item {
  return {
    id: 'item-1',
    media: 'media-1',
    size: { width: 640, height: 360 },
    title: '',
    by: 'ana',
    quarterTurns: 0,
    removed: false,
    moving: { kind: 'clip', durationMs: 10_000 },
    playback: { playing: true, rate: 1_000, posMs: 2_000, at: AT, rev: 3, ...playback },
  };
}

function mark(atMs?: number): Annotation {
  const moment = atMs === undefined ? {} : { atMs };
  return {
    id: String(atMs),
    item: 'item-1',
    author: 'ana',
    seq: 1,
    mark: { tool: 'pen', path: [0, 0], width: 80, ...moment },
    number: null,
    live: true,
    deletedBy: null,
  };
}

describe('the target', () => {
  test('moves with the room, at its rate, and stops at the end', () => {
    expect(targetMs(item({}), AT + 1_500)).toBe(3_500);
    expect(targetMs(item({ rate: 500 }), AT + 1_500)).toBe(2_750);
    expect(targetMs(item({}), AT + 60_000)).toBe(10_000);
    expect(hasEnded(item({}), AT + 60_000)).toBe(true);
  });

  test('stands before its instant, while paused, and while the room waits', () => {
    expect(targetMs(item({ at: AT + 400 }), AT)).toBe(2_000);
    expect(targetMs(item({ playing: false }), AT + 5_000)).toBe(2_000);
    const waiting = { who: ['luis'], until: AT + 3_000 };
    expect(targetMs(item({ waiting }), AT + 2_900)).toBe(2_000);
    expect(targetMs(item({ waiting }), AT + 3_500)).toBe(2_500);
  });
});

describe('marks', () => {
  test('are seen at their moment while it rests, and vanish when it moves on', () => {
    const rests = item({ playing: false, posMs: 4_000 });
    expect(isOfNow(mark(4_040), rests)).toBe(true);
    expect(isOfNow(mark(4_300), rests)).toBe(false);
    expect(isOfNow(mark(4_000), item({ posMs: 4_000 }))).toBe(false);
  });

  test('of one moment are one marker', () => {
    const marks = [mark(5_000), mark(1_000), mark(1_040), mark()];
    expect(momentsOf(marks)).toEqual([1_000, 5_000]);
  });
});
