/**
 * @file What is covered before a picture is shown. Covers are painted over the pixels of the
 * picture that is sent, so what lies under them never leaves the device.
 */

import type { MediaSize } from '../wire/generated';

/** A place in pixels of the picture. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Something covered. */
export type Cover =
  | { readonly kind: 'brush'; readonly spots: readonly Spot[]; readonly width: number }
  | { readonly kind: 'box'; readonly from: Spot; readonly to: Spot };

/** Of the longer side: broad enough for a line of an address in one stroke. */
const BRUSH_SHARE = 1 / 24;
/** Opaque, and the same on every picture. */
const INK = '#1b1a17';

/** Width of the brush on a picture of this size, in its pixels. */
export function brushWidth(size: MediaSize): number {
  return Math.max(8, Math.max(size.width, size.height) * BRUSH_SHARE);
}

/** Paints the covers in pixels of the picture. */
export function paintCovers(context: CanvasRenderingContext2D, covers: readonly Cover[]): void {
  context.fillStyle = INK;
  context.strokeStyle = INK;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const cover of covers) {
    if (cover.kind === 'box') {
      const { from, to } = cover;
      const [x, y] = [Math.floor(Math.min(from.x, to.x)), Math.floor(Math.min(from.y, to.y))];
      // Whole pixels: a box whose edge is blended would let half of a letter through.
      const right = Math.ceil(Math.max(from.x, to.x));
      const bottom = Math.ceil(Math.max(from.y, to.y));
      context.fillRect(x, y, right - x, bottom - y);
      continue;
    }
    const [first, ...rest] = cover.spots;
    if (!first) continue;
    context.lineWidth = cover.width;
    context.beginPath();
    context.moveTo(first.x, first.y);
    // A round cap makes a dot of a line without length.
    for (const spot of rest.length > 0 ? rest : [first]) context.lineTo(spot.x, spot.y);
    context.stroke();
  }
}

/** The covers on a picture whose sides are `factor` times as long. */
export function scaled(covers: readonly Cover[], factor: number): readonly Cover[] {
  const at = ({ x, y }: Spot) => ({ x: x * factor, y: y * factor });
  return covers.map((cover) =>
    cover.kind === 'box'
      ? { ...cover, from: at(cover.from), to: at(cover.to) }
      : { ...cover, spots: cover.spots.map(at), width: cover.width * factor },
  );
}

/** The cover while a hand is still on it. */
export function extend(cover: Cover, to: Spot): Cover {
  return cover.kind === 'box' ? { ...cover, to } : { ...cover, spots: [...cover.spots, to] };
}

/** A new cover at a place. */
export function begin(kind: Cover['kind'], at: Spot, size: MediaSize): Cover {
  return kind === 'box'
    ? { kind, from: at, to: at }
    : { kind, spots: [at], width: brushWidth(size) };
}
