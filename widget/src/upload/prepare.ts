/**
 * @file From a file to what is sent: upright, not larger than needed, with covers painted in, and
 * a small preview. What a visitor sends is painted anew here, so nothing that the camera wrote
 * into the file leaves the device. A large picture of staff goes as it is: it is there to be
 * looked at closely, and the server keeps nothing but its pixels.
 */

import { codeOf, Refused } from '../net/refused';
import type { Prepared } from '../state/uploads';
import { type MediaSize, PREVIEW_BYTES, UPLOAD_BYTES } from '../wire/generated';
import { canPaint } from './canvas_limit';
import { openClip } from './clip';
import { type Cover, paintCovers, scaled } from './cover';
import { HEAD_BYTES, isStill, refusalOf, SNIFF_BYTES } from './sniff';

/** Who sends pictures. */
export type Sender = 'visitor' | 'staff';

/** A file that could be opened. */
export interface Opened {
  readonly file: File;
  /** Upright, at most {@link LONGEST_PX} long. */
  readonly bitmap: ImageBitmap;
  /** What is sent if it need not be made smaller. */
  readonly size: MediaSize;
  /** Whether the file itself is sent, as long as nothing is covered. */
  readonly asIs: boolean;
  /** Whether it can only be sent smaller. */
  readonly heavy: boolean;
  /** Length in milliseconds, if it is a clip; it is sent as it is. */
  readonly durationMs?: number;
}

/** Longest side of a picture that is painted anew without need for more, in pixels. */
const LONGEST_PX = 4_096;
/** Longest side and pixels of what the server takes from staff. */
const STAFF_SIDE_PX = 16_384;
const STAFF_PIXELS = 120_000_000;
/** Longest side of a preview: sharp enough to begin talking about it. */
const PREVIEW_PX = 640;
const QUALITY = 0.9;
/** A visitor may pay for each byte: above so many this quality is good enough. */
const THRIFTY_BYTES = 6 * 1024 * 1024;
const THRIFTY_QUALITY = 0.8;
/** Tried one after the other until the preview is small enough. */
const PREVIEW_QUALITIES = [0.72, 0.5, 0.3] as const;

/** Opens a file; rejects with `Refused` and a code that says what it is instead. */
export async function openFile(file: File, sender: Sender): Promise<Opened> {
  try {
    return await openPicture(file, sender);
  } catch (error) {
    if (codeOf(error) !== 'kind_video') throw error;
    return openClip(file);
  }
}

async function openPicture(file: File, sender: Sender): Promise<Opened> {
  const whole = await decode(file);
  const { width, height } = whole;
  const small = within({ width, height }, LONGEST_PX);
  if (small.width === width && small.height === height) {
    return { file, bitmap: whole, size: small, asIs: false, heavy: false };
  }
  const bitmap = await createImageBitmap(whole, {
    resizeWidth: small.width,
    resizeHeight: small.height,
    resizeQuality: 'high',
  });
  whole.close();
  if (sender === 'visitor') return { file, bitmap, size: small, asIs: false, heavy: false };
  const size = { width, height };
  const asIs = isStill(await bytesOf(file, HEAD_BYTES));
  const tooMany = Math.max(width, height) > STAFF_SIDE_PX || width * height > STAFF_PIXELS;
  return { file, bitmap, size, asIs, heavy: tooMany || (asIs && file.size > UPLOAD_BYTES) };
}

/** By its own orientation: what was taken upright is upright. */
async function decode(file: File): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    throw new Refused(refusalOf(await bytesOf(file, SNIFF_BYTES)));
  }
}

async function bytesOf(file: File, count: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(0, count).arrayBuffer());
}

/** The largest size of the same shape whose longer side is at most `longest`. */
export function within({ width, height }: MediaSize, longest: number): MediaSize {
  const scale = Math.min(1, longest / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** The size in which a picture is sent that has to be painted, such as for its covers. */
export function paintedSize(size: MediaSize): MediaSize {
  const small = within(size, LONGEST_PX);
  return small.width === size.width || canPaint(size) ? size : small;
}

/**
 * Makes of an opened file what is sent, `smaller` if the person has agreed to that. Rejects with
 * `Refused('too_big')`.
 */
export async function prepare(
  opened: Opened,
  covers: readonly Cover[],
  show: boolean,
  smaller: boolean,
): Promise<Prepared> {
  const { file, bitmap, durationMs } = opened;
  const name = file.name || 'picture';
  if (durationMs !== undefined) {
    const { size } = opened;
    return { name, picture: file, size, preview: await previewOf(bitmap, size), show, durationMs };
  }
  if (opened.heavy && !smaller) throw new Refused('too_big');
  if (opened.asIs && !smaller && covers.length === 0) {
    const { size } = opened;
    return { name, picture: file, size, preview: await previewOf(bitmap, size), show };
  }
  const size = smaller ? within(opened.size, LONGEST_PX) : paintedSize(opened.size);
  // What is in memory is smaller than what is sent.
  const source = size.width > bitmap.width ? await decode(file) : bitmap;
  const canvas = paint(source, size);
  if (source !== bitmap) source.close();
  const context = canvas.getContext('2d');
  if (!context) throw new Refused('bad_picture');
  paintCovers(context, scaled(covers, size.width / opened.size.width));
  let picture = await encode(canvas, QUALITY);
  const large = Math.max(size.width, size.height) > LONGEST_PX;
  if (picture.size > THRIFTY_BYTES && !large) picture = await encode(canvas, THRIFTY_QUALITY);
  if (picture.size > UPLOAD_BYTES) throw new Refused('too_big');
  return { name, picture, size, preview: await previewOf(canvas, size), show };
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

async function previewOf(whole: CanvasImageSource, size: MediaSize): Promise<Blob | null> {
  const small = paint(whole, within(size, PREVIEW_PX));
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
