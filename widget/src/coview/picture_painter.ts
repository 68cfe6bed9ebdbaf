/** @file Paints the pictures themselves, and only when they look different from the last time. */

import { UNIT } from '../wire/generated';
import type { Frame } from './geometry';
import { clear, intoImageUnits, intoPixels, type Projection } from './projection';
import { isWhole, paintTiles } from './tile_painter';
import type { TileStore } from './tile_store';
import type { TileLook } from './tiling';

/** A picture as the painter sees it. */
export interface PaintedPicture {
  readonly id: string;
  /** Height in image units. */
  readonly height: number;
  /** Null while nothing of it has arrived. */
  readonly bitmap: ImageBitmap | null;
  /** Which tiles go over it; null while it is sharp enough by itself. */
  readonly tiles: TileLook | null;
}

/** The picture is scaled at its best when it has rested this long. */
export const SHARPEN_MS = 120;

const NEVER = Number.NEGATIVE_INFINITY;

/** A picture and where it stands. */
export interface PlacedPicture {
  readonly picture: PaintedPicture;
  readonly view: Projection;
  /** The part of the canvas it may use, in CSS pixels; null is all of it. */
  readonly cell: Frame | null;
}

export class PicturePainter {
  #look = '';
  #bitmaps: readonly (ImageBitmap | null)[] = [];
  #arrivals = 0;
  #sharp = false;
  #movedAt = NEVER;

  /** The canvas has lost what was on it. */
  forget(): void {
    this.#look = '';
  }

  /** Paints if need be; false when a sharper look is due after the pictures have come to rest. */
  paint(
    context: CanvasRenderingContext2D,
    pictures: readonly PlacedPicture[],
    store: TileStore,
    now: number,
  ): boolean {
    const look = pictures.map(lookOf).join('|');
    const moved = look !== this.#look;
    // A picture that was not there a moment ago has not moved.
    if (moved && this.#bitmaps.some((bitmap) => bitmap !== null)) this.#movedAt = now;
    const bitmaps = pictures.map(({ picture }) => picture.bitmap);
    const { arrivals } = store;
    const same =
      arrivals === this.#arrivals &&
      bitmaps.length === this.#bitmaps.length &&
      bitmaps.every((bitmap, at) => bitmap === this.#bitmaps[at]);
    const sharp = now - this.#movedAt >= SHARPEN_MS;
    // Marks come and go far more often than the pictures move.
    if (!moved && same && (this.#sharp || !sharp)) return this.#sharp;
    this.#look = look;
    this.#bitmaps = bitmaps;
    this.#arrivals = arrivals;
    this.#sharp = sharp;
    clear(context);
    for (const one of pictures)
      within(context, one, () => paintPicture(context, one, store, sharp));
    return sharp;
  }
}

/** Paints so that nothing leaves the cell. */
export function within(
  context: CanvasRenderingContext2D,
  { cell, view }: Pick<PlacedPicture, 'cell' | 'view'>,
  paint: () => void,
): void {
  if (!cell) {
    paint();
    return;
  }
  context.save();
  intoPixels(context, view);
  context.beginPath();
  context.rect(cell.x, cell.y, cell.w, cell.h);
  context.clip();
  paint();
  context.restore();
}

function lookOf({ picture, view }: PlacedPicture): string {
  const { cu, cv, scale } = view.camera;
  const { x, y, w, h } = view.frame;
  return [picture.id, picture.height, cu, cv, scale, x, y, w, h, view.turns, view.density].join();
}

function paintPicture(
  context: CanvasRenderingContext2D,
  { picture: { bitmap, height, tiles }, view }: PlacedPicture,
  store: TileStore,
  sharp: boolean,
): void {
  intoImageUnits(context, view);
  if (bitmap) {
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, UNIT, height);
    // Good scaling costs up to twice the frame where there is no graphics processor (measured in
    // Chromium), so it waits until the picture rests.
    context.imageSmoothingQuality = sharp ? 'high' : 'low';
    const whole = tiles !== null && isWhole(store, tiles);
    if (!whole) context.drawImage(bitmap, 0, 0, UNIT, height);
    if (tiles) {
      paintTiles(context, store, tiles, whole);
      intoImageUnits(context, view);
    }
  }
  // A quiet edge, so that a white picture ends somewhere on white paper.
  context.strokeStyle = 'rgba(27, 26, 23, 0.12)';
  context.lineWidth = 1 / view.camera.scale;
  context.strokeRect(0, 0, UNIT, height);
}
