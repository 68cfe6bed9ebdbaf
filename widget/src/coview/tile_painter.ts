/**
 * @file Paints tiles edge to edge: each edge is rounded to a whole canvas pixel, the same way for
 * both tiles at it, so that neighbours neither blend nor leave a gap at any zoom, density or turn.
 */

import { UNIT } from '../wire/generated';
import type { Projection } from './projection';
import { type TileRange, tilesIn } from './pyramid';
import type { TileStore } from './tile_store';
import type { TileLook } from './tiling';

/** Whether every tile that is seen is there. */
export function isWhole(store: TileStore, { media, seen }: TileLook): boolean {
  for (let y = seen.top; y < seen.bottom; y += 1) {
    for (let x = seen.left; x < seen.right; x += 1) {
      if (!store.bitmap(media, seen.level, x, y)) return false;
    }
  }
  return true;
}

/** Paints what is there; where something lacks, what is there of coarser levels beneath it. */
export function paintTiles(
  context: CanvasRenderingContext2D,
  store: TileStore,
  look: TileLook,
  whole: boolean,
): void {
  const { pyramid, box, height, seen } = look;
  if (!whole) {
    for (let level = pyramid.levels.length - 1; level > seen.level; level -= 1) {
      paintLevel(context, store, look, tilesIn(pyramid, level, box, height), true);
    }
  }
  paintLevel(context, store, look, seen, !whole);
}

function paintLevel(
  context: CanvasRenderingContext2D,
  store: TileStore,
  { media, pyramid: { side, levels }, view, height }: TileLook,
  range: TileRange,
  /** Whether something else has been painted where these tiles go. */
  over: boolean,
): void {
  const size = levels[range.level];
  if (!size) return;
  const { cos, sin, alongU, alongV } = axesOf(view);
  const odd = sin !== 0;
  const edgeU = (x: number) =>
    Math.round(alongU((Math.min(x * side, size.width) / size.width) * UNIT));
  const edgeV = (y: number) =>
    Math.round(alongV((Math.min(y * side, size.height) / size.height) * height));
  context.fillStyle = '#ffffff';
  for (let y = range.top; y < range.bottom; y += 1) {
    const v = edgeV(y);
    const down = Math.abs(edgeV(y + 1) - v);
    for (let x = range.left; x < range.right; x += 1) {
      const bitmap = store.bitmap(media, range.level, x, y);
      if (!bitmap) continue;
      const u = edgeU(x);
      const across = Math.abs(edgeU(x + 1) - u);
      context.setTransform(cos, sin, -sin, cos, odd ? v : u, odd ? u : v);
      // What shines through a picture is paper, not its own blurred self.
      if (over) context.fillRect(0, 0, across, down);
      context.drawImage(bitmap, 0, 0, across, down);
    }
  }
}

/** The picture's axes on the canvas: canvas pixels along the one that each of them lies on. */
function axesOf({ camera, frame, turns, density }: Projection) {
  const cos = turns === 0 ? 1 : turns === 2 ? -1 : 0;
  const sin = turns === 1 ? 1 : turns === 3 ? -1 : 0;
  const unit = camera.scale * density;
  const x = (frame.x + frame.w / 2) * density;
  const y = (frame.y + frame.h / 2) * density;
  return {
    cos,
    sin,
    alongU: (u: number) =>
      sin === 0 ? x + cos * unit * (u - camera.cu) : y + sin * unit * (u - camera.cu),
    alongV: (v: number) =>
      sin === 0 ? y + cos * unit * (v - camera.cv) : x - sin * unit * (v - camera.cv),
  };
}
