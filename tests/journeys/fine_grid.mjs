/**
 * @file A picture of 61 megapixels with a code that only its own pixels can tell: fields of dots
 * of four pixels, black or white by where they lie. In the bitmap that a stage shows first a dot
 * is less than one pixel, so whoever shows the dots has fetched the picture's own tiles.
 */

import { encodePalette } from './png.mjs';
import { UNIT } from './stage.mjs';

/** Upright, in pixels; nineteen tiles by thirteen. */
export const SIZE = { width: 9_600, height: 6_400 };
const CELL_PX = 240;
/** The field of dots lies in the middle of its cell. */
const FIELD_PX = 80;
const DOT_PX = 4;
const BLACK = 0;
const WHITE = 1;
const COLOURS = [
  [27, 26, 23],
  [255, 255, 255],
  [214, 197, 168],
  [168, 190, 178],
  [189, 160, 150],
  [150, 168, 190],
  [205, 190, 205],
];
const TINTS = COLOURS.length - 2;
/** A dot is told by whether it is darker than this. */
const GREY = 128;

/** As good as thrown: neighbours know nothing of each other. */
function bitOf(column, row) {
  let mixed = Math.imul(column + 1, 0x9e3779b1) ^ Math.imul(row + 1, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x27d4eb2f);
  return ((mixed ^ (mixed >>> 16)) >>> 0) & 1;
}

/** Where in a cell a pixel lies relative to the field's beginning. */
const inField = (px) => (px % CELL_PX) - (CELL_PX - FIELD_PX) / 2;

/** The picture, as PNG of a few megabytes. */
export function fineGrid() {
  const { width, height } = SIZE;
  let last = Buffer.alloc(0);
  return encodePalette({
    width,
    height,
    colours: COLOURS,
    row: (y) => {
      if (y % DOT_PX > 0) return last;
      last = Buffer.alloc(width);
      const inRow = inField(y) >= 0 && inField(y) < FIELD_PX;
      for (let x = 0; x < width; x += DOT_PX) {
        const tint = 2 + ((Math.floor(x / CELL_PX) + 3 * Math.floor(y / CELL_PX)) % TINTS);
        const dotted = inRow && inField(x) >= 0 && inField(x) < FIELD_PX;
        const dot = bitOf(x / DOT_PX, y / DOT_PX) ? WHITE : BLACK;
        last.fill(dotted ? dot : tint, x, x + DOT_PX);
      }
      return last;
    },
  });
}

/**
 * The share of dots that a stage shows as they are, of all fields that lie wholly in the middle of
 * what both stages should show. Guessing gives a half, the blurred picture three quarters.
 */
export async function dotsRight(stage, view) {
  const seen = await stage.see(view);
  const px = SIZE.width / UNIT;
  const edge = (centre, length, side) => (centre + (side * length * 0.8) / 2) * px;
  const [left, right] = [-1, 1].map((side) => edge(view.cu, view.eu, side));
  const [top, bottom] = [-1, 1].map((side) => edge(view.cv, view.ev, side));
  const fields = (from, to) => {
    const first = (CELL_PX - FIELD_PX) / 2;
    const all = [];
    for (let at = first; at + FIELD_PX < to; at += CELL_PX) if (at > from) all.push(at);
    return all;
  };
  let [good, all] = [0, 0];
  for (const x of fields(left, right)) {
    for (const y of fields(top, bottom)) {
      for (let dx = 0; dx < FIELD_PX; dx += DOT_PX) {
        for (let dy = 0; dy < FIELD_PX; dy += DOT_PX) {
          const middle = { u: (x + dx + DOT_PX / 2) / px, v: (y + dy + DOT_PX / 2) / px };
          const [, green] = seen.colour(middle);
          const white = bitOf((x + dx) / DOT_PX, (y + dy) / DOT_PX) === 1;
          if (green > GREY === white) good += 1;
          all += 1;
        }
      }
    }
  }
  return { share: all === 0 ? 0 : good / all, all };
}
