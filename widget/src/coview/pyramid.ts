/**
 * @file Which tiles of a large picture a view needs. Pure arithmetic: a level covers the whole
 * picture, so a place in a level is the same share of its sides as of the picture's.
 */

import { type Tiles, UNIT } from '../wire/generated';
import { type Frame, type Point, toImage } from './geometry';
import type { TileAt } from './port';
import type { Projection } from './projection';

/** A bitmap may be stretched this far before a sharper one is fetched. */
export const STRETCH = 1.15;
/** Around what is seen so much more is fetched, in tiles: a push finds its edge there already. */
const MARGIN = 0.25;

/** Edges of a part of the picture, in image units. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Tiles of one level: columns and rows from the first to before the second number. */
export interface TileRange {
  readonly level: number;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The coarsest level that is sharp when the picture is `across` canvas pixels wide; null when
 * `base`, the width of the bitmap under the tiles in pixels, is.
 */
export function levelFor({ levels }: Tiles, across: number, base: number): number | null {
  if (across <= base * STRETCH) return null;
  for (let level = levels.length - 1; level > 0; level -= 1) {
    if (across <= (levels[level]?.width ?? 0) * STRETCH) return level;
  }
  return 0;
}

/** The part of the picture under a part of the surface. */
export function boxUnder(area: Frame, { camera, frame, turns }: Projection): Box {
  const one = toImage({ x: area.x, y: area.y }, camera, frame, turns);
  const other = toImage({ x: area.x + area.w, y: area.y + area.h }, camera, frame, turns);
  return {
    left: Math.min(one.x, other.x),
    top: Math.min(one.y, other.y),
    right: Math.max(one.x, other.x),
    bottom: Math.max(one.y, other.y),
  };
}

/** The tiles of a level in a part of a picture that is `height` units high. */
export function tilesIn(
  { side, levels }: Tiles,
  level: number,
  box: Box,
  height: number,
  margin = 0,
): TileRange {
  const size = levels[level] ?? { width: 1, height: 1 };
  const column = (u: number) => (u / UNIT) * (size.width / side);
  const row = (v: number) => (v / height) * (size.height / side);
  const within = (at: number, length: number) =>
    Math.min(Math.max(at, 0), Math.ceil(length / side));
  return {
    level,
    left: within(Math.floor(column(box.left) - margin), size.width),
    top: within(Math.floor(row(box.top) - margin), size.height),
    right: within(Math.ceil(column(box.right) + margin), size.width),
    bottom: within(Math.ceil(row(box.bottom) + margin), size.height),
  };
}

/** What is fetched for a view: what is seen, and a little around it. */
export function tilesAround(tiles: Tiles, level: number, box: Box, height: number): TileRange {
  return tilesIn(tiles, level, box, height, MARGIN);
}

/** The tiles of a range, those nearest to a point of the picture first. */
export function nearestFirst(
  { side, levels }: Tiles,
  range: TileRange,
  height: number,
  middle: Point,
): TileAt[] {
  const size = levels[range.level] ?? { width: 1, height: 1 };
  const u = (middle.x / UNIT) * (size.width / side) - 0.5;
  const v = (middle.y / height) * (size.height / side) - 0.5;
  const found: TileAt[] = [];
  for (let y = range.top; y < range.bottom; y += 1) {
    for (let x = range.left; x < range.right; x += 1) found.push({ level: range.level, x, y });
  }
  const away = ({ x, y }: TileAt) => (x - u) ** 2 + (y - v) ** 2;
  return found.sort((one, other) => away(one) - away(other));
}

/** Whether two ranges are the same. */
export function sameRange(one: TileRange | null, other: TileRange | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.level === other.level &&
    one.left === other.left &&
    one.top === other.top &&
    one.right === other.right &&
    one.bottom === other.bottom
  );
}
