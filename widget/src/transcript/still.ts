/** @file The pictures of a transcript as they travel in its file: small enough for a mail. */

import type { MediaId } from '../wire/generated';

/** Longest side, in pixels: sharp on paper at half a page. */
const LONGEST_PX = 1_200;
/** The same once there are many pictures. */
const SMALL_PX = 480;
/** Characters of pictures after which the others become small. */
const LARGE_CHARS = 8 * 1024 * 1024;
const QUALITY = 0.82;

/** A picture as an address that carries it. */
export interface Stills {
  /** Null when the picture is gone. */
  get(media: MediaId): Promise<string | null>;
}

/** Draws each picture once; `bitmap` decodes it and rejects when it is gone. */
export function createStills(
  bitmap: (media: MediaId, variant: 'fit') => Promise<ImageBitmap>,
): Stills {
  const known = new Map<MediaId, Promise<string | null>>();
  let chars = 0;

  async function draw(media: MediaId): Promise<string | null> {
    try {
      const picture = await bitmap(media, 'fit');
      const most = chars > LARGE_CHARS ? SMALL_PX : LONGEST_PX;
      const factor = Math.min(1, most / Math.max(picture.width, picture.height));
      const canvas = document.createElement('canvas');
      canvas.width = Math.max(1, Math.round(picture.width * factor));
      canvas.height = Math.max(1, Math.round(picture.height * factor));
      const context = canvas.getContext('2d');
      if (!context) return null;
      // What is clear in a picture is white on paper.
      context.fillStyle = 'white';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.imageSmoothingQuality = 'high';
      context.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const address = canvas.toDataURL('image/jpeg', QUALITY);
      chars += address.length;
      return address;
    } catch {
      return null;
    }
  }

  return {
    get: (media) => {
      const address = known.get(media) ?? draw(media);
      known.set(media, address);
      return address;
    },
  };
}
