/** @file A picture with its marks burnt in, for a place where no stage can be. */

import type { Annotation, Item } from '../wire/generated';
import { UNIT } from '../wire/generated';
import { turnsOf } from './geometry';
import { paintMarks } from './ink_painter';
import { intoImageUnits, type Projection } from './projection';

/** Longest side, in pixels: what a mail shows on a large screen without being scaled. */
const LONGEST_PX = 1_200;
/** Quality of the JPEG; it is encoded once more by the server. */
const QUALITY = 0.85;

/** See {@link drawStill}. */
export interface Still {
  readonly picture: Blob;
  readonly size: { readonly width: number; readonly height: number };
}

/** How large the still of a picture becomes, and how it is seen. */
export function stillOf(item: Pick<Item, 'size' | 'quarterTurns'>): Projection {
  const turns = turnsOf(item.quarterTurns);
  const { width, height } = item.size;
  const factor = Math.min(1, LONGEST_PX / Math.max(width, height));
  const across = Math.max(1, Math.round(width * factor));
  const down = Math.max(1, Math.round(height * factor));
  const [w, h] = turns % 2 === 0 ? [across, down] : [down, across];
  const camera = { cu: UNIT / 2, cv: (UNIT * height) / width / 2, scale: across / UNIT };
  return { camera, frame: { x: 0, y: 0, w, h }, turns, density: 1 };
}

/** Draws it as a JPEG; null when the browser cannot. */
export async function drawStill(
  item: Item,
  bitmap: ImageBitmap,
  marks: readonly Annotation[],
  colourOf: (author: string) => string,
): Promise<Still | null> {
  const view = stillOf(item);
  const { w, h } = view.frame;
  const canvas = document.createElement('canvas');
  canvas.width = w;
  canvas.height = h;
  const context = canvas.getContext('2d');
  if (!context) return null;
  // What is clear in the picture is white in a JPEG, as on the stage.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, w, h);
  intoImageUnits(context, view);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, UNIT, (UNIT * item.size.height) / item.size.width);
  paintMarks(context, marks, null, colourOf, view);
  const picture = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, 'image/jpeg', QUALITY);
  });
  return picture && { picture, size: { width: w, height: h } };
}
