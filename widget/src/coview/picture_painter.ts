/** @file Paints the picture itself, and only when it looks different from the last time. */

import { UNIT } from '../wire/generated';
import { clear, intoImageUnits, type Projection } from './ink_painter';

/** A picture as the painter sees it. */
export interface PaintedPicture {
  readonly id: string;
  /** Height in image units. */
  readonly height: number;
  /** Null while nothing of it has arrived. */
  readonly bitmap: ImageBitmap | null;
}

/** The picture is scaled at its best when it has rested this long. */
export const SHARPEN_MS = 120;

const NEVER = Number.NEGATIVE_INFINITY;

export class PicturePainter {
  #look = '';
  #bitmap: ImageBitmap | null = null;
  #sharp = false;
  #movedAt = NEVER;

  /** The canvas has lost what was on it. */
  forget(): void {
    this.#look = '';
  }

  /** Paints if need be; false when a sharper look is due after the picture has come to rest. */
  paint(
    context: CanvasRenderingContext2D,
    picture: PaintedPicture | null,
    view: Projection,
    now: number,
  ): boolean {
    const look = lookOf(picture, view);
    const moved = look !== this.#look;
    // A picture that was not there a moment ago has not moved.
    if (moved && this.#bitmap !== null) this.#movedAt = now;
    const bitmap = picture?.bitmap ?? null;
    const sharp = now - this.#movedAt >= SHARPEN_MS;
    // Marks come and go far more often than the picture moves.
    if (!moved && bitmap === this.#bitmap && (this.#sharp || !sharp)) return this.#sharp;
    this.#look = look;
    this.#bitmap = bitmap;
    this.#sharp = sharp;
    clear(context);
    if (picture) paintPicture(context, picture, view, sharp);
    return sharp;
  }
}

function lookOf(picture: PaintedPicture | null, view: Projection): string {
  const { cu, cv, scale } = view.camera;
  const { x, y, w, h } = view.frame;
  return [picture?.id, picture?.height, cu, cv, scale, x, y, w, h, view.turns, view.density].join();
}

function paintPicture(
  context: CanvasRenderingContext2D,
  { bitmap, height }: PaintedPicture,
  view: Projection,
  sharp: boolean,
): void {
  intoImageUnits(context, view);
  if (bitmap) {
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, UNIT, height);
    // Good scaling costs up to twice the frame where there is no graphics processor (measured in
    // Chromium), so it waits until the picture rests.
    context.imageSmoothingQuality = sharp ? 'high' : 'low';
    context.drawImage(bitmap, 0, 0, UNIT, height);
  }
  // A quiet edge, so that a white picture ends somewhere on white paper.
  context.strokeStyle = 'rgba(27, 26, 23, 0.12)';
  context.lineWidth = 1 / view.camera.scale;
  context.strokeRect(0, 0, UNIT, height);
}
