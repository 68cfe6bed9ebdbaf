/** @file How large a canvas this browser paints; an iPhone stops at 16 megapixels, silently. */

import type { MediaSize } from '../wire/generated';

const known = new Map<string, boolean>();

/** Whether a canvas of this size keeps what is painted in its last corner. */
export function canPaint({ width, height }: MediaSize): boolean {
  const key = `${width} ${height}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const can = keeps(canvas);
  known.set(key, can);
  // Gives the memory back now, not when it is collected.
  canvas.width = 0;
  return can;
}

function keeps(canvas: HTMLCanvasElement): boolean {
  try {
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return false;
    const [x, y] = [canvas.width - 1, canvas.height - 1];
    context.fillRect(x, y, 1, 1);
    return context.getImageData(x, y, 1, 1).data[3] === 255;
  } catch {
    return false;
  }
}
