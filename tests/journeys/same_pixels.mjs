/**
 * @file The proof that two stages show the same: the screenshot pixel under an image point has the
 * colour of the grid cell in which that point lies, within one image pixel, on both sides.
 */

import assert from 'node:assert/strict';
import { CELL_PX } from './grid.mjs';
import { until } from './screen.mjs';
import { UNIT } from './stage.mjs';

/** Nobody can tell less than this on a screen: a quarter of one of its pixels. */
const SCREEN_PX = 0.25;
const ALLOWED_IMAGE_PX = 1;
/** Image units by which views may differ that went through whole numbers. */
const SLACK = 2;
/** Where in the view cells are looked at. */
const PARTS = [0.12, 0.5, 0.88];

/**
 * Waits until both stages have painted the same view, and gives what its sender shows: the other
 * screen has another shape and shows all of it and more (CV4).
 */
export async function sameView(one, other, patience) {
  return until(
    `${one.name} and ${other.name} show the same view`,
    async () => {
      const [a, b] = await Promise.all([one.state(), other.state()]);
      const again = await one.state();
      const still = JSON.stringify(again.view) === JSON.stringify(a.view);
      if (still && a.item === b.item && a.fence === b.fence && a.n === b.n) {
        if (contains(b, a)) return a.view;
        if (contains(a, b)) return b.view;
        // Somebody else without a stage of this size leads both.
        const [one, other] = [a.view, b.view];
        const near = (side) => Math.abs(one[side] - other[side]) <= SLACK;
        if (near('cu') && near('cv')) {
          return { ...one, eu: Math.min(one.eu, other.eu), ev: Math.min(one.ev, other.ev) };
        }
      }
      throw new Error(`${JSON.stringify(a)} and ${JSON.stringify(b)}`);
    },
    patience,
  );
}

/** Whether all of a view is within another, but for rounding. */
function contains({ view: outer }, { view: inner }) {
  return (
    Math.abs(outer.cu - inner.cu) * 2 + inner.eu <= outer.eu + SLACK &&
    Math.abs(outer.cv - inner.cv) * 2 + inner.ev <= outer.ev + SLACK
  );
}

/** Proves it for the view both show; gives the largest deviation in image pixels. */
export async function provesSamePixels(one, other) {
  const view = await sameView(one, other);
  let worst = 0;
  for (const stage of [one, other]) {
    const seen = await stage.see(view);
    const allowed = Math.max(ALLOWED_IMAGE_PX, SCREEN_PX / seen.scale);
    for (const cell of cellsIn(view, stage.size)) {
      const found = seen.offset(cell);
      const what = `${stage.name}, cell ${cell.column}/${cell.row}: ${JSON.stringify(found)}`;
      assert.ok(found.dx !== null && found.dy !== null, what);
      const off = Math.max(Math.abs(found.dx), Math.abs(found.dy));
      assert.ok(off <= allowed, `${what}, allowed ${allowed}`);
      worst = Math.max(worst, off);
    }
  }
  return worst;
}

/** Cells that lie wholly in the view, spread over it. */
function cellsIn(view, size) {
  const px = size.width / UNIT;
  const left = (view.cu - view.eu / 2) * px;
  const top = (view.cv - view.ev / 2) * px;
  const cells = [];
  for (const fx of PARTS) {
    for (const fy of PARTS) {
      const column = whole(left, view.eu * px, fx, size.width);
      const row = whole(top, view.ev * px, fy, size.height);
      const middle = { u: ((column + 0.5) * CELL_PX) / px, v: ((row + 0.5) * CELL_PX) / px };
      cells.push({ column, row, middle });
    }
  }
  return cells;
}

/** The cell nearest to a part of a range among those that lie wholly in it. */
function whole(from, length, part, end) {
  const first = Math.ceil(Math.max(0, from) / CELL_PX);
  const last = Math.floor(Math.min(end, from + length) / CELL_PX) - 1;
  const wanted = Math.floor((from + length * part) / CELL_PX);
  return Math.min(last, Math.max(first, wanted));
}
