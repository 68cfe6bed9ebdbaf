/** @file Tiles stand edge to edge on whole canvas pixels, however the picture is looked at. */

import { describe, expect, test } from 'vitest';
import { type Tiles, UNIT } from '../wire/generated';
import { isWhole, paintTiles } from './tile_painter';
import type { TileStore } from './tile_store';
import { lookAt } from './tiling';

const TILES: Tiles = {
  side: 512,
  levels: [
    { width: 10_001, height: 7_003 },
    { width: 5_001, height: 3_502 },
    { width: 2_501, height: 1_751 },
  ],
};
const HEIGHT = (UNIT * 7_003) / 10_001;
const FRAME = { x: 13.5, y: 40, w: 361.5, h: 520 };
const SIZE = { w: 390, h: 600 };

interface Painted {
  readonly level: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Paints with those tiles that `there` has; gives what landed where on the canvas. */
function paint(
  turns: 0 | 1 | 2 | 3,
  density: number,
  zoom: number,
  there = (_level: number) => true,
) {
  const scale = (FRAME.w / UNIT) * zoom;
  const camera = { cu: UNIT * 0.431, cv: HEIGHT * 0.577, scale };
  const view = { camera, frame: FRAME, turns, density };
  const look = lookAt('m', TILES, 2_048, view, HEIGHT, { x: 0, y: 0, ...SIZE });
  if (!look) throw new Error('no tiles at this zoom');
  const store = {
    bitmap: (_media: string, level: number) => (there(level) ? { level } : null),
  } as unknown as TileStore;
  const painted: Painted[] = [];
  let [a, b, c, d, e, f] = [1, 0, 0, 1, 0, 0];
  const context = {
    setTransform: (...all: [number, number, number, number, number, number]) => {
      [a, b, c, d, e, f] = all;
    },
    fillRect: () => undefined,
    drawImage: ({ level }: { level: number }, _x: number, _y: number, w: number, h: number) => {
      const x = [e, e + a * w + c * h];
      const y = [f, f + b * w + d * h];
      painted.push({
        level,
        left: Math.min(...x),
        right: Math.max(...x),
        top: Math.min(...y),
        bottom: Math.max(...y),
      });
    },
  } as unknown as CanvasRenderingContext2D;
  const whole = isWhole(store, look);
  paintTiles(context, store, look, whole);
  return { painted, whole, level: look.seen.level };
}

describe('tiles on the canvas', () => {
  for (const turns of [0, 1, 2, 3] as const) {
    for (const density of [1, 1.5, 2, 3]) {
      test(`no gap and no overlap: ${turns} turns, density ${density}`, () => {
        for (const zoom of [8, 11.37, 23.719]) {
          const { painted, whole } = paint(turns, density, zoom);
          expect(whole).toBe(true);
          // Every canvas pixel belongs to exactly one tile: by area and by the grid of edges.
          const lefts = new Set(painted.map((one) => one.left));
          const rights = new Set(painted.map((one) => one.right));
          const tops = new Set(painted.map((one) => one.top));
          const bottoms = new Set(painted.map((one) => one.bottom));
          for (const edge of [...lefts, ...rights, ...tops, ...bottoms]) {
            expect(Number.isInteger(edge)).toBe(true);
          }
          expect([...lefts].filter((edge) => !rights.has(edge)).length).toBe(1);
          expect([...tops].filter((edge) => !bottoms.has(edge)).length).toBe(1);
          expect(painted.length).toBe(lefts.size * tops.size);
          const [left, right] = [Math.min(...lefts), Math.max(...rights)];
          const [top, bottom] = [Math.min(...tops), Math.max(...bottoms)];
          const area = painted.reduce(
            (sum, one) => sum + (one.right - one.left) * (one.bottom - one.top),
            0,
          );
          expect(area).toBe((right - left) * (bottom - top));
          expect(left).toBeLessThanOrEqual(0);
          expect(top).toBeLessThanOrEqual(0);
          expect(right).toBeGreaterThanOrEqual(Math.round(SIZE.w * density));
          expect(bottom).toBeGreaterThanOrEqual(Math.round(SIZE.h * density));
        }
      });
    }
  }

  test('a coarser level stands in while a finer one is on its way', () => {
    const { painted, whole, level } = paint(0, 3, 10, (one) => one > 0);
    expect([whole, level]).toEqual([false, 0]);
    expect(painted.length).toBeGreaterThan(0);
    const levels = painted.map((one) => one.level);
    expect(levels).toEqual([...levels].sort((one, other) => other - one));
    expect(new Set(levels)).toEqual(new Set([2, 1]));
  });

  test('what is there is painted without what it would cover', () => {
    const { painted, whole, level } = paint(0, 3, 10);
    expect(whole).toBe(true);
    expect(new Set(painted.map((one) => one.level))).toEqual(new Set([level]));
  });
});
