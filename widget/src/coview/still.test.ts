/** @file A still is small enough for a mail and stands as the picture stands. */

import { expect, test } from 'vitest';
import { UNIT } from '../wire/generated';
import { stillOf } from './still';

test('the longest side is 1,200 pixels at most, and nothing is made larger', () => {
  const large = stillOf({ size: { width: 4_000, height: 3_000 }, quarterTurns: 0 });
  expect([large.frame.w, large.frame.h]).toEqual([1_200, 900]);
  const tall = stillOf({ size: { width: 500, height: 5_000 }, quarterTurns: 0 });
  expect([tall.frame.w, tall.frame.h]).toEqual([120, 1_200]);
  const small = stillOf({ size: { width: 300, height: 200 }, quarterTurns: 0 });
  expect([small.frame.w, small.frame.h]).toEqual([300, 200]);
});

test('a turned picture lies on its side, and all of it is there', () => {
  const { frame, turns, camera } = stillOf({
    size: { width: 4_000, height: 3_000 },
    quarterTurns: 1,
  });
  expect([frame.w, frame.h, turns]).toEqual([900, 1_200, 1]);
  expect([camera.cu, camera.cv]).toEqual([UNIT / 2, (UNIT * 3) / 8]);
  expect(camera.scale * UNIT).toBe(1_200);
});
