/** @file Properties of the arithmetic: there and back, and who follows sees at least as much. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNIT } from '../wire/generated';
import {
  type Camera,
  cameraOf,
  clampCamera,
  type Frame,
  fitScale,
  MAX_ZOOM,
  panBy,
  type Rect,
  rectOf,
  type Sheet,
  sheetOf,
  toImage,
  toScreen,
  turn,
  turnBack,
  turnsOf,
  wholeRect,
  wholeUnits,
  zoomAt,
} from './geometry';

const sizes = fc.record({
  width: fc.integer({ min: 40, max: 8192 }),
  height: fc.integer({ min: 40, max: 8192 }),
});
const turns = fc.integer({ min: 0, max: 3 }).map(turnsOf);
const sheets = fc.tuple(sizes, turns).map(([size, quarter]) => sheetOf(size, quarter));
const frames: fc.Arbitrary<Frame> = fc.record({
  x: fc.integer({ min: 0, max: 40 }),
  y: fc.integer({ min: 0, max: 90 }),
  w: fc.integer({ min: 120, max: 3000 }),
  h: fc.integer({ min: 120, max: 2000 }),
});
const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Any camera a hand could have. */
function someCamera(sheet: Sheet, frame: Frame, zoom: number, u: number, v: number): Camera {
  const scale = fitScale(sheet, frame) * (1 + zoom * (MAX_ZOOM - 1));
  return clampCamera({ cu: u * UNIT, cv: v * sheet.height, scale }, sheet, frame);
}

function edges(rect: Rect) {
  return {
    left: rect.cu - rect.eu / 2,
    right: rect.cu + rect.eu / 2,
    top: rect.cv - rect.ev / 2,
    bottom: rect.cv + rect.ev / 2,
  };
}

/** Rounding of a rectangle to whole units moves an edge by at most this. */
const ROUNDING = 1.5;

describe('geometry', () => {
  it('turns back what it turned', () => {
    fc.assert(
      fc.property(turns, share, share, (quarter, x, y) => {
        const back = turnBack(turn({ x, y }, quarter), quarter);
        expect(back.x).toBeCloseTo(x, 12);
        expect(back.y).toBeCloseTo(y, 12);
      }),
    );
  });

  it('cv3 brings a point of the screen back to within half a picture pixel', () => {
    fc.assert(
      fc.property(
        fc.tuple(sizes, turns, frames, share, share, share, share, share),
        ([size, quarter, frame, zoom, u, v, x, y]) => {
          const sheet = sheetOf(size, quarter);
          const camera = someCamera(sheet, frame, zoom, u, v);
          const image = { x: Math.round(x * UNIT), y: Math.round(y * sheet.height) };
          const screen = toScreen(image, camera, frame, quarter);
          const back = toImage(screen, camera, frame, quarter);
          const pixel = UNIT / size.width;
          expect(Math.abs(Math.round(back.x) - image.x)).toBeLessThanOrEqual(pixel / 2 + 1e-6);
          expect(Math.abs(Math.round(back.y) - image.y)).toBeLessThanOrEqual(pixel / 2 + 1e-6);
        },
      ),
    );
  });

  it('cv4 lets who follows see at least what the leading hand sees', () => {
    fc.assert(
      fc.property(
        fc.tuple(sheets, frames, frames, share, share, share),
        ([sheet, mine, theirs, zoom, u, v]) => {
          const sent = wholeUnits(rectOf(someCamera(sheet, mine, zoom, u, v), sheet, mine));
          const seen = edges(rectOf(cameraOf(sent, sheet, theirs), sheet, theirs));
          const lead = edges(rectOf(someCamera(sheet, mine, zoom, u, v), sheet, mine));
          expect(seen.left).toBeLessThanOrEqual(lead.left + ROUNDING);
          expect(seen.right).toBeGreaterThanOrEqual(lead.right - ROUNDING);
          expect(seen.top).toBeLessThanOrEqual(lead.top + ROUNDING);
          expect(seen.bottom).toBeGreaterThanOrEqual(lead.bottom - ROUNDING);
        },
      ),
    );
  });

  it('shows the own view again when it comes back, such as after a reload', () => {
    fc.assert(
      fc.property(fc.tuple(sheets, frames, share, share, share), ([sheet, frame, zoom, u, v]) => {
        const camera = someCamera(sheet, frame, zoom, u, v);
        const back = cameraOf(wholeUnits(rectOf(camera, sheet, frame)), sheet, frame);
        const corner = { x: frame.x, y: frame.y };
        const before = toImage(corner, camera, frame, sheet.turns);
        const after = toScreen(before, back, frame, sheet.turns);
        // Whole units are coarse for a sliver of a picture; what counts is what an eye sees.
        const slack = 2 + 2 * camera.scale;
        if (sheet.height < UNIT * 4 && sheet.height > UNIT / 4) {
          expect(Math.hypot(after.x - corner.x, after.y - corner.y)).toBeLessThan(slack);
        }
      }),
    );
  });

  it('shows the whole picture on every stage when one hand shows all of it', () => {
    fc.assert(
      fc.property(fc.tuple(sheets, frames, frames), ([sheet, mine, theirs]) => {
        const sent = wholeUnits(rectOf(cameraOf(wholeRect(sheet), sheet, mine), sheet, mine));
        const scale = cameraOf(sent, sheet, theirs).scale;
        expect(scale / fitScale(sheet, theirs)).toBeCloseTo(1, 2);
      }),
    );
  });

  it('keeps the point under the cursor while zooming, unless an edge is in the way', () => {
    const sheet = sheetOf({ width: 2400, height: 1600 }, 0);
    const frame = { x: 10, y: 20, w: 900, h: 600 };
    const camera = someCamera(sheet, frame, 0.3, 0.5, 0.5);
    const at = { x: 400, y: 300 };
    const held = toImage(at, camera, frame, 0);
    const next = zoomAt(camera, 1.3, at, sheet, frame);
    const after = toScreen(held, next, frame, 0);
    expect(after.x).toBeCloseTo(at.x, 6);
    expect(after.y).toBeCloseTo(at.y, 6);
  });

  it('never loses the picture nor leaves the range of zoom', () => {
    fc.assert(
      fc.property(
        fc.tuple(sheets, frames, share, share, share),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.integer({ min: -5000, max: 5000 }),
        ([sheet, frame, zoom, u, v], factor, push) => {
          const start = someCamera(sheet, frame, zoom, u, v);
          const zoomed = zoomAt(start, factor, { x: 50, y: 60 }, sheet, frame);
          const end = panBy(zoomed, push, -push, sheet, frame);
          const fit = fitScale(sheet, frame);
          expect(end.scale).toBeGreaterThanOrEqual(fit * 0.999);
          expect(end.scale).toBeLessThanOrEqual(fit * MAX_ZOOM * 1.001);
          const middle = { x: frame.x + frame.w / 2, y: frame.y + frame.h / 2 };
          const inside = toImage(middle, end, frame, sheet.turns);
          expect(inside.x).toBeGreaterThanOrEqual(0);
          expect(inside.x).toBeLessThanOrEqual(UNIT);
          expect(inside.y).toBeGreaterThanOrEqual(0);
          expect(inside.y).toBeLessThanOrEqual(sheet.height + 1e-6);
        },
      ),
    );
  });

  it('passes over a rectangle that does not touch the picture', () => {
    const sheet = sheetOf({ width: 100, height: 100 }, 0);
    const frame = { x: 0, y: 0, w: 300, h: 300 };
    const camera = cameraOf({ cu: -99_999, cv: 0, eu: 10, ev: 10 }, sheet, frame);
    expect(camera).toEqual(cameraOf(wholeRect(sheet), sheet, frame));
  });
});
