/** @file Who cannot see the stage is told what changes, in words, and never in a flood. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import stageEn from '../i18n/stage/en.json';
import videoEn from '../i18n/stage/video/en.json';
import type { Annotation, Mark } from '../wire/generated';
import { announce, EVERY_MS, type Listener, Speaker } from './announcements';
import { ITEM } from './fake_room';
import type { StageState } from './port';

const EMPTY: StageState = {
  seq: 1,
  items: [ITEM, { ...ITEM, id: 'item-2', title: 'Tote bag' }],
  shown: [ITEM.id],
  zoomLinked: true,
  locked: false,
  ended: false,
  cleared: null,
  lead: null,
  annotations: [],
  products: [],
  deleted: new Set(),
};

const en = { ...stageEn, ...videoEn };

const LISTENER: Listener = {
  t: (key, params = {}) => en[key].replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? '')),
  nameOf: (id) => (id === 'me' ? 'You' : 'Ana'),
  other: 'Ana',
  chosen: null,
};

function mark(id: string, tool: Mark['tool'], path: number[], more = {}): Annotation {
  const rest = { item: ITEM.id, author: 'ana', seq: 2, number: null, live: true, deletedBy: null };
  return { id, mark: { tool, path, width: 100 }, ...rest, ...more };
}

const heard = (change: Partial<StageState>, before = EMPTY, to = LISTENER) =>
  announce(before, { ...before, ...change }, to);

describe('announcements', () => {
  it('say who drew what, and where', () => {
    const arrow = mark('a', 'arrow', [16000, 8000, 900, 0]);
    expect(heard({ annotations: [arrow] })).toEqual(['Ana drew an arrow near the middle']);
    const pin = mark('p', 'pin', [100, 100], { number: 3, author: 'me' });
    expect(heard({ annotations: [pin] })).toEqual(['You drew pin 3 at the top left']);
  });

  it('wait for the number of an own pin', () => {
    const hoped = mark('p', 'pin', [0, 0], { seq: Number.POSITIVE_INFINITY, author: 'me' });
    const there = { ...EMPTY, annotations: [hoped] };
    expect(heard({ annotations: [hoped] })).toEqual([]);
    expect(heard({ annotations: [{ ...hoped, seq: 2, number: 1 }] }, there)).toHaveLength(1);
  });

  it('say which picture is shown, but not the own choice', () => {
    expect(heard({ shown: ['item-2'] })).toEqual(['Ana is showing: Tote bag']);
    expect(heard({ shown: ['item-2'] }, EMPTY, { ...LISTENER, chosen: 'item-2' })).toEqual([]);
    expect(heard({ shown: [ITEM.id, 'item-2'] }, { ...EMPTY, shown: ['item-2'] })).toEqual([
      'Pictures side by side: 2',
    ]);
  });

  it('say that the view is fixed, and how many marks went', () => {
    expect(heard({ locked: true })).toEqual(['The view is fixed']);
    const before = { ...EMPTY, annotations: [mark('a', 'pen', [0, 0]), mark('b', 'pen', [0, 0])] };
    expect(heard({ annotations: [] }, before)).toEqual(['Marks taken away: 2']);
  });
});

describe('the speaker', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('leaves time for each sentence, and sums up a flood', () => {
    const said: string[] = [];
    const speaker = new Speaker(
      (words) => said.push(words),
      (n) => `and ${n} more`,
    );
    speaker.add(['one']);
    speaker.add(['two', 'three']);
    expect(said).toEqual(['one']);
    vi.advanceTimersByTime(EVERY_MS);
    expect(said).toEqual(['one', 'two']);
    speaker.add(Array.from({ length: 20 }, (_, at) => `flood ${at}`));
    vi.advanceTimersByTime(EVERY_MS);
    expect(said.at(-1)).toBe('three. and 20 more.');
    vi.advanceTimersByTime(10 * EVERY_MS);
    expect(said).toHaveLength(3);
    speaker.dispose();
  });
});
