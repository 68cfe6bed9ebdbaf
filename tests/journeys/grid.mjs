/**
 * @file The test picture: a grid whose cells say by their colour where they lie, so that a
 * screenshot alone proves which part of the picture stands where on a screen.
 *
 * It reaches the stage in the test's own browsers: they answer the request for a picture's pixels
 * (`GET /v1/media/…`) with the grid in that picture's size. Everything else is as it is for
 * everybody: the picture was fetched from the shop, stored, put on the stage by an event, and the
 * stage asked for it. The server itself would fetch a grid only from an origin it trusts, and
 * a shop that serves test pictures is nothing to build into a product.
 */

import { encodePng } from './png.mjs';

/** Side of a cell, in image pixels. */
export const CELL_PX = 40;
/** Steps of red a column, of green a row. */
const STEP = 4;
/** Neighbours differ as much as can be in blue, which makes their edge sharp. */
const BLUE = [0, 255];
/** Rounding when a canvas is scaled and composed. */
const TOLERANCE = 1;

/** The grid in a size of at most 63 cells a side, as PNG. */
export function gridPicture({ width, height }) {
  if (Math.max(width, height) > 63 * CELL_PX) throw new Error('colours do not reach that far');
  const rgb = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const line = y * width * 3;
    if (y % CELL_PX > 0) {
      rgb.copy(rgb, line, line - width * 3, line);
      continue;
    }
    for (let x = 0; x < width; x += 1) {
      rgb.set(colourOf(Math.floor(x / CELL_PX), y / CELL_PX), line + x * 3);
    }
  }
  return encodePng({ width, height, rgb });
}

const colourOf = (column, row) => [column * STEP, row * STEP, BLUE[(column + row) % 2]];

/** The image point, in image pixels, at the middle of the cell around another one. */
export const middleOfCell = (px) => (Math.floor(px / CELL_PX) + 0.5) * CELL_PX;

/** The cell of a colour; null when no cell has it. */
export function cellOf([red, green, blue]) {
  const column = Math.round(red / STEP);
  const row = Math.round(green / STEP);
  const wanted = colourOf(column, row);
  const near = [red, green, blue].every((value, at) => Math.abs(value - wanted[at]) <= TOLERANCE);
  return near ? { column, row } : null;
}

/**
 * How far the cell under a point of a screenshot lies from where it should, in image pixels.
 * Measured at the two edges of the cell, to parts of a screenshot pixel: cells tell themselves
 * apart at once, but to say "within one pixel" takes their edges.
 *
 * `x`, `y`: where the middle of the cell should be, `scale`: screenshot pixels an image pixel.
 */
export function offset(picture, { x, y, column, row, scale }) {
  const seen = cellOf(picture.at(x, y));
  if (seen?.column !== column || seen.row !== row) {
    return { seen, colour: picture.at(x, y), dx: null, dy: null };
  }
  const own = BLUE[(column + row) % 2];
  const reach = Math.ceil(CELL_PX * scale);
  const edge = (ux, uy) => {
    let before = 1;
    for (let step = 1; step <= reach; step += 1) {
      const blue = picture.at(x + ux * step, y + uy * step)[2];
      const share = Math.abs(blue - own) / 255;
      if (share < 0.5) {
        before = 1 - share;
        continue;
      }
      // Between the centres of the two pixels, where the blue would be half.
      return step - 1 + (before - 0.5) / (before - (1 - share));
    }
    return null;
  };
  const middle = (low, high) => (low === null || high === null ? null : (high - low) / 2);
  // Distances are counted from the centre of the pixel under the point.
  const dx = middle(edge(-1, 0), edge(1, 0));
  const dy = middle(edge(0, -1), edge(0, 1));
  const toCentre = (value) => Math.floor(value) + 0.5 - value;
  return {
    seen,
    dx: dx === null ? null : (dx + toCentre(x)) / scale,
    dy: dy === null ? null : (dy + toCentre(y)) / scale,
  };
}
