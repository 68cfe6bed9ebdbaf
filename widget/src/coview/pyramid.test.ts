/** @file Which tiles of a large picture a view needs. */

import { describe, expect, test } from 'vitest';
import { type Tiles, UNIT } from '../wire/generated';
import { boxUnder, levelFor, nearestFirst, tilesAround, tilesIn } from './pyramid';

/** 12,001 × 9,000, as the server halves it. */
const TILES: Tiles = {
  side: 512,
  levels: [
    { width: 12_001, height: 9_000 },
    { width: 6_001, height: 4_500 },
    { width: 3_001, height: 2_250 },
  ],
};
const HEIGHT = (UNIT * 9_000) / 12_001;
const FRAME = { x: 0, y: 0, w: 800, h: 600 };
const WHOLE = { left: 0, top: 0, right: UNIT, bottom: HEIGHT };

describe('the level', () => {
  test('is the coarsest that is sharp', () => {
    const level = (across: number) => levelFor(TILES, across, 2_048);
    expect([500, 2_048, 2_300].map(level)).toEqual([null, null, null]);
    expect([2_400, 3_001, 3_400].map(level)).toEqual([2, 2, 2]);
    expect([3_500, 6_001, 6_900].map(level)).toEqual([1, 1, 1]);
    expect([7_000, 12_001, 96_000].map(level)).toEqual([0, 0, 0]);
  });
});

describe('the tiles', () => {
  test('of the whole picture are all of the level', () => {
    expect(tilesIn(TILES, 0, WHOLE, HEIGHT)).toEqual({
      level: 0,
      left: 0,
      top: 0,
      right: Math.ceil(12_001 / 512),
      bottom: Math.ceil(9_000 / 512),
    });
    const beyond = { left: -UNIT, top: -UNIT, right: 2 * UNIT, bottom: 2 * UNIT };
    expect(tilesAround(TILES, 0, beyond, HEIGHT)).toEqual(tilesIn(TILES, 0, WHOLE, HEIGHT));
  });

  test('of a view are those under it and hardly more', () => {
    // 1 CSS pixel is 1 pixel of level 0, in the middle of tile 10/8.
    const scale = 12_001 / UNIT;
    const camera = { cu: (10.5 * 512) / scale, cv: (8.5 * 512) / scale, scale };
    const view = { camera, frame: FRAME, turns: 0, density: 1 } as const;
    const box = boxUnder(FRAME, view);
    const seen = tilesIn(TILES, 0, box, HEIGHT);
    expect(seen).toEqual({ level: 0, left: 9, top: 7, right: 12, bottom: 10 });
    const around = tilesAround(TILES, 0, box, HEIGHT);
    expect(around).toEqual({ level: 0, left: 9, top: 7, right: 12, bottom: 10 });
    const order = nearestFirst(TILES, around, HEIGHT, { x: camera.cu, y: camera.cv });
    expect(order.length).toBe(9);
    expect(order[0]).toEqual({ level: 0, x: 10, y: 8 });
    expect(order.slice(5).every(({ x, y }) => x !== 10 && y !== 8)).toBe(true);
  });

  test('of a picture on its side are those of the turned view', () => {
    const scale = 12_001 / UNIT;
    const camera = { cu: (10.5 * 512) / scale, cv: (8.5 * 512) / scale, scale };
    for (const turns of [1, 3] as const) {
      const box = boxUnder(FRAME, { camera, frame: FRAME, turns, density: 1 });
      // The long side of the frame lies along the picture's height now.
      expect((box.right - box.left) * scale).toBeCloseTo(600);
      expect((box.bottom - box.top) * scale).toBeCloseTo(800);
    }
  });
});
