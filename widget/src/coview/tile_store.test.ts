/** @file Tiles come a few at a time, are given up, tried again and forgotten. */

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { TileStore, type Wanted } from './tile_store';

const SIDE = 4;
const TILE_BYTES = SIDE * SIDE * 4;
const AT_ONCE = 4;

interface Asked {
  readonly wanted: Wanted;
  readonly stop: AbortSignal;
  arrive(): Promise<void>;
  fail(error: unknown): Promise<void>;
}

describe('the store of tiles', () => {
  let asked: Asked[];
  let closed: number;
  let changed: number;
  let store: TileStore;

  beforeEach(() => {
    vi.useFakeTimers();
    [asked, closed, changed] = [[], 0, 0];
    store = make(100);
    return () => vi.useRealTimers();
  });

  const settle = () => vi.advanceTimersByTimeAsync(0);
  const tile = (x: number, media = 'm'): Wanted => ({ media, level: 0, x, y: 0 });
  const row = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => tile(from + n));
  const there = (x: number) => store.bitmap('m', 0, x, 0) !== null;

  function make(tiles: number): TileStore {
    return new TileStore(
      {
        load: (wanted, stop) =>
          new Promise<ImageBitmap>((done, failed) => {
            stop.addEventListener('abort', () => failed(new Error('aborted')));
            const close = () => {
              closed += 1;
            };
            asked.push({
              wanted,
              stop,
              arrive: () => {
                done({ width: SIDE, height: SIDE, close } as unknown as ImageBitmap);
                return settle().then(() => undefined);
              },
              fail: (error) => {
                failed(error);
                return settle().then(() => undefined);
              },
            });
          }),
        mayTryAgain: (error) => error !== 'gone',
        changed: () => {
          changed += 1;
        },
      },
      tiles * TILE_BYTES,
    );
  }

  async function arriveAll() {
    for (let at = 0; at < asked.length; at += 1) await asked[at]?.arrive();
  }

  test('a few at a time, in the order of what matters', async () => {
    store.want(row(0, 9), SIDE);
    expect(asked.map(({ wanted }) => wanted.x)).toEqual([0, 1, 2, 3]);
    await asked[1]?.arrive();
    expect(asked.map(({ wanted }) => wanted.x)).toEqual([0, 1, 2, 3, 4]);
    expect([there(0), there(1), changed]).toEqual([false, true, 1]);
    await arriveAll();
    expect(asked.length).toBe(9);
    store.want(row(0, 9), SIDE);
    expect(asked.length).toBe(9);
  });

  test('what nobody wants any more is given up, and its place goes to what is wanted', async () => {
    store.want(row(0, 6), SIDE);
    store.want(row(3, 9), SIDE);
    await settle();
    expect(asked.map(({ stop }) => stop.aborted).slice(0, 4)).toEqual([true, true, true, false]);
    expect(asked.slice(4).map(({ wanted }) => wanted.x)).toEqual([4, 5, 6]);
    await arriveAll();
    expect([there(0), there(3), there(8)]).toEqual([false, true, true]);
  });

  test('a tile that is wanted again is asked for again', async () => {
    store.want(row(0, 1), SIDE);
    store.want([], SIDE);
    store.want(row(0, 1), SIDE);
    await arriveAll();
    expect([asked.length, there(0)]).toEqual([2, true]);
  });

  test('room is made by what was looked at longest ago, never by what is wanted', async () => {
    store = make(4);
    store.want(row(0, 2), SIDE);
    await arriveAll();
    store.want(row(2, 4), SIDE);
    await arriveAll();
    // Looked at on the canvas: younger than its neighbour by now.
    expect(there(0)).toBe(true);
    store.want(row(4, 5), SIDE);
    await arriveAll();
    expect(closed).toBe(1);
    expect([0, 1, 2, 3, 4].map(there)).toEqual([true, false, true, true, true]);
    expect(store.bytes).toBe(4 * TILE_BYTES);
  });

  test('it never holds more than there is room for', async () => {
    store = make(4);
    store.want(row(0, 40), SIDE);
    await arriveAll();
    expect([asked.length, store.bytes]).toEqual([4, 4 * TILE_BYTES]);
  });

  test('what failed is tried again, later each time, and left in the end', async () => {
    store.want(row(0, 1), SIDE);
    let waited = 0;
    for (let tries = 1; tries < 9; tries += 1) {
      await asked.at(-1)?.fail('line');
      expect(asked.length).toBeLessThanOrEqual(tries);
      await vi.advanceTimersByTimeAsync(10_000);
      if (asked.length > tries) waited += 1;
    }
    expect([asked.length, waited, there(0)]).toEqual([5, 4, false]);
    store.tryAgain();
    expect(asked.length).toBe(6);
  });

  test('what is gone is not asked for again', async () => {
    store.want(row(0, 1), SIDE);
    await asked[0]?.fail('gone');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked.length).toBe(1);
  });

  test('a picture that leaves the stage leaves nothing', async () => {
    store.want([tile(0), tile(0, 'other'), tile(1), tile(1, 'other')], SIDE);
    await asked[0]?.arrive();
    await asked[1]?.arrive();
    store.keep(new Set(['other']));
    await settle();
    expect([there(0), closed, store.bytes]).toEqual([false, 1, TILE_BYTES]);
    expect(asked[2]?.stop.aborted).toBe(true);
    expect(asked[3]?.stop.aborted).toBe(false);
    store.dispose();
    expect([store.bytes, asked[3]?.stop.aborted]).toEqual([0, true]);
  });

  test('never more on their way than allowed, whatever is wanted', async () => {
    for (let from = 0; from < 40; from += 3) {
      store.want(row(from, from + 8), SIDE);
      await settle();
      const open = asked.filter(({ stop }) => !stop.aborted);
      expect(open.length).toBeLessThanOrEqual(AT_ONCE);
    }
  });
});
