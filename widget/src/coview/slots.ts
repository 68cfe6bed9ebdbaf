/** @file The places of one to four pictures on the stage. */

import type { Frame } from './geometry';

/** Room between two pictures, in CSS pixels. */
const GAP_PX = 8;

/**
 * Where so many pictures stand in the free part of the stage: two beside or above each other,
 * three as a large and two small ones, four as two rows.
 */
export function cellsOf(count: number, area: Frame): readonly Frame[] {
  const wide = area.w >= area.h;
  if (count <= 1) return [area];
  if (count === 2) return wide ? columns(area) : rows(area);
  if (count === 3) {
    const [first, second] = wide ? columns(area, 0.6) : rows(area, 0.55);
    if (!first || !second) return [area];
    return [first, ...(wide ? rows(second) : columns(second))];
  }
  return rows(area).flatMap((row) => columns(row));
}

function columns({ x, y, w, h }: Frame, share = 0.5): Frame[] {
  const first = (w - GAP_PX) * share;
  return [
    { x, y, w: first, h },
    { x: x + first + GAP_PX, y, w: w - first - GAP_PX, h },
  ];
}

function rows({ x, y, w, h }: Frame, share = 0.5): Frame[] {
  const first = (h - GAP_PX) * share;
  return [
    { x, y, w, h: first },
    { x, y: y + first + GAP_PX, w, h: h - first - GAP_PX },
  ];
}
