/**
 * @file From a file to what is sent: upright, not larger than needed, without anything that the
 * camera wrote into it, with covers painted in, and a small preview. All of it in the browser.
 */

import { Refused } from '../net/refused';
import type { Prepared } from '../state/uploads';
import { type MediaSize, PREVIEW_BYTES, UPLOAD_BYTES } from '../wire/generated';
import { type Cover, paintCovers } from './cover';
import { refusalOf, SNIFF_BYTES } from './sniff';

/** Longest side of a picture that is sent, in pixels. */
const LONGEST_PX = 4_096;
/** Longest side of a preview: sharp enough to begin talking about it. */
const PREVIEW_PX = 640;
const QUALITY = 0.9;
/** Tried one after the other until the preview is small enough. */
const PREVIEW_QUALITIES = [0.72, 0.5, 0.3] as const;

/** A file that could be opened. */
export interface Opened {
  readonly file: File;
  /** Upright, at most {@link LONGEST_PX} long. */
  readonly bitmap: ImageBitmap;
  readonly size: MediaSize;
}

/** Opens a file; rejects with `Refused` and a code that says what it is instead. */
export async function openPicture(file: File): Promise<Opened> {
  let whole: ImageBitmap;
  try {
    // By its own orientation: what was taken upright is upright.
    whole = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    throw new Refused(refusalOf(new Uint8Array(await file.slice(0, SNIFF_BYTES).arrayBuffer())));
  }
  const size = within({ width: whole.width, height: whole.height }, LONGEST_PX);
  if (size.width === whole.width) return { file, bitmap: whole, size };
  const bitmap = await createImageBitmap(whole, {
    resizeWidth: size.width,
    resizeHeight: size.height,
    resizeQuality: 'high',
  });
  whole.close();
  return { file, bitmap, size };
}

/** The largest size of the same shape whose longer side is at most `longest`. */
export function within({ width, height }: MediaSize, longest: number): MediaSize {
  const scale = Math.min(1, longest / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** Makes of an opened file what is sent. Rejects with `Refused('too_big')`. */
export async function prepare(
  { file, bitmap, size }: Opened,
  covers: readonly Cover[],
  show: boolean,
): Promise<Prepared> {
  const canvas = paint(bitmap, size);
  const context = canvas.getContext('2d');
  if (!context) throw new Refused('bad_picture');
  paintCovers(context, covers);
  const picture = await encode(canvas, QUALITY);
  if (picture.size > UPLOAD_BYTES) throw new Refused('too_big');
  return { name: file.name || 'picture', picture, size, preview: await previewOf(canvas), show };
}

function paint(source: CanvasImageSource, { width, height }: MediaSize): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) throw new Refused('bad_picture');
  // JPEG knows no transparency; paper is white.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, width, height);
  return canvas;
}

async function previewOf(whole: HTMLCanvasElement): Promise<Blob | null> {
  const small = paint(whole, within(whole, PREVIEW_PX));
  for (const quality of PREVIEW_QUALITIES) {
    const blob = await encode(small, quality);
    if (blob.size <= PREVIEW_BYTES) return blob;
  }
  return null;
}

function encode(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((done, failed) => {
    canvas.toBlob(
      (blob) => (blob ? done(blob) : failed(new Refused('bad_picture'))),
      'image/jpeg',
      quality,
    );
  });
}
