/** @file Movements on straight lines, and when there are none. */

import { describe, expect, it } from 'vitest';
import en from '../i18n/stage/en.json';
import { inkOn } from './colours';
import { type Camera, type Frame, sheetOf, toScreen } from './geometry';
import { between, FOLLOW_MS, glideAt, largestStep, retarget, wantsGlide } from './glide';

const FRAME: Frame = { x: 0, y: 0, w: 800, h: 600 };
const A: Camera = { cu: 10_000, cv: 8_000, scale: 0.02 };
const B: Camera = { cu: 20_000, cv: 5_000, scale: 0.11 };

describe('glide', () => {
  it('begins and ends where it should', () => {
    for (const [progress, end] of [
      [0, A],
      [1, B],
    ] as const) {
      const at = between(A, B, progress);
      expect(at.cu).toBeCloseTo(end.cu, 6);
      expect(at.cv).toBeCloseTo(end.cv, 6);
      expect(at.scale).toBeCloseTo(end.scale, 9);
    }
  });

  it('moves every point on a straight line', () => {
    const point = { x: 15_000, y: 9_000 };
    const [from, to] = [A, B].map((camera) => toScreen(point, camera, FRAME, 0));
    if (!from || !to) throw new Error('no points');
    for (const progress of [0.2, 0.5, 0.8]) {
      const at = toScreen(point, between(A, B, progress), FRAME, 0);
      const cross = (to.x - from.x) * (at.y - from.y) - (to.y - from.y) * (at.x - from.x);
      expect(Math.abs(cross) / Math.hypot(to.x - from.x, to.y - from.y)).toBeLessThan(1e-6);
    }
  });

  it('pans without zooming when the zoom is the same', () => {
    const to = { ...A, cu: 12_000 };
    expect(between(A, to, 0.5)).toEqual({ ...A, cu: 11_000 });
  });

  it('arrives in time, also when the end moves on the way', () => {
    const glide = { from: A, to: B, start: 1000, duration: FOLLOW_MS };
    const other = { ...B, cu: 21_000 };
    const moved = retarget(glide, other, 1060);
    expect(glideAt(moved, 1060).camera.scale).toBeCloseTo(glideAt(glide, 1060).camera.scale, 9);
    expect(glideAt(moved, 1000 + FOLLOW_MS)).toEqual({ camera: other, done: true });
  });

  it('is for jumps and for steps after a silence, never for a running stream', () => {
    expect(wantsGlide(300, 16, FRAME)).toBe(false);
    expect(wantsGlide(300, 400, FRAME)).toBe(true);
    expect(wantsGlide(20, 400, FRAME)).toBe(false);
    expect(wantsGlide(1700, 16, FRAME)).toBe(true);
  });

  it('measures a step by what the eye sees', () => {
    const sheet = sheetOf({ width: 100, height: 100 }, 1);
    expect(largestStep(A, { ...A, cv: A.cv + 1000 }, sheet, FRAME)).toBeCloseTo(20, 6);
  });
});

describe('colours', () => {
  it('carry words that can be read', () => {
    expect(inkOn('#F0E442')).toBe('#1B1A17');
    expect(inkOn('#0072B2')).toBe('#FFFFFF');
  });
});

describe('texts', () => {
  it('have no words of the wire', () => {
    for (const text of Object.values(en)) expect(text).not.toMatch(/lead|follow|fence/i);
  });
});
