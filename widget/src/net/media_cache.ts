/** @file Pictures from our server: addresses for `<img>`s, decoded bitmaps for canvases. */

import type { MediaId, Tiles } from '../wire/generated';
import type { Api } from './api';
import { addressOf, createMediaLinks } from './media_links';
import { codeOf, Refused } from './refused';

/** Sizes of a picture that the server keeps. */
export type Variant = 'thumb' | 'fit' | 'full';

/** A tile of a picture's pyramid; level 0 has all pixels. */
export interface TileAt {
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

/** See {@link createMediaCache}. Everything rejects with `Refused`. */
export interface MediaCache {
  /** Decoded once and kept while there is room. */
  bitmap(media: MediaId, variant: Variant): Promise<ImageBitmap>;
  /** For an `<img>`; another one than `failed`, when that did not load. */
  imageUrl(media: MediaId, variant: Variant, failed?: string | null): Promise<string>;
  /** For a `<video>`, as {@link imageUrl}; null while the clip is still on its way. */
  clipUrl(media: MediaId, failed: string | null): Promise<string | null>;
  /** The pyramid of a picture; null when its largest variant has all its pixels. */
  pyramid(media: MediaId): Promise<Tiles | null>;
  /** Decoded anew each time; whoever asks keeps it, and closes it. */
  tile(media: MediaId, tile: TileAt, stop: AbortSignal): Promise<ImageBitmap>;
  /** The picture is another one by now, such as sharp instead of a preview. */
  forget(media: MediaId): void;
  /** Frees everything. */
  clear(): void;
}

/** Four bytes a pixel; a phone has room for this many. */
const BITMAP_BYTES = 160 * 1024 * 1024;

interface Kept {
  readonly bitmap: Promise<ImageBitmap>;
  /** Its share of the room; 0 while it is loading. */
  bytes: number;
}

/** Least recently used first; what fails to load is not kept. */
function createBitmaps() {
  const kept = new Map<string, Kept>();

  // A bitmap that left may still be on screen: it is left to the garbage collector.
  function shrink() {
    let bytes = 0;
    for (const one of kept.values()) bytes += one.bytes;
    for (const [key, one] of kept) {
      // The newest stays, however large it is.
      if (bytes <= BITMAP_BYTES || kept.size === 1) return;
      bytes -= one.bytes;
      kept.delete(key);
    }
  }

  return {
    get: (key: string, load: () => Promise<ImageBitmap>): Promise<ImageBitmap> => {
      const known = kept.get(key);
      if (known) {
        kept.delete(key);
        kept.set(key, known);
        return known.bitmap;
      }
      const one: Kept = { bitmap: load(), bytes: 0 };
      kept.set(key, one);
      one.bitmap.then(
        ({ width, height }) => {
          one.bytes = width * height * 4;
          shrink();
        },
        () => kept.get(key) === one && kept.delete(key),
      );
      return one.bitmap;
    },
    forget: (media: MediaId) => {
      for (const key of kept.keys()) if (key.startsWith(`${media}/`)) kept.delete(key);
    },
    clear: () => kept.clear(),
  };
}

/** Off the main thread, as browsers do it. */
async function decode(blob: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob);
  } catch {
    throw new Refused('bad_picture');
  }
}

/** Pictures of the server behind `api`; `now` is its clock in milliseconds. */
export function createMediaCache(api: Api, now: () => number): MediaCache {
  const bitmaps = createBitmaps();
  const links = createMediaLinks(api, now);

  /** By a signed address; once more when it has ended by now. */
  async function tileBytes(media: MediaId, part: string, stop: AbortSignal): Promise<Blob> {
    const link = await links.get(media);
    try {
      return await api.signed(addressOf(link, part), stop);
    } catch (error) {
      if (codeOf(error) !== 'not_found' || stop.aborted) throw error;
      const fresh = await links.renew(link);
      if (fresh.query === link.query) throw error;
      return api.signed(addressOf(fresh, part), stop);
    }
  }

  return {
    bitmap: (media, variant) =>
      bitmaps.get(`${media}/${variant}`, async () =>
        decode(await api.blob(`/v1/media/${encodeURIComponent(media)}/${variant}`)),
      ),
    imageUrl: async (media, variant, failed = null) => {
      const link = await links.get(media);
      const address = addressOf(link, variant);
      if (address !== failed) return address;
      const fresh = addressOf(await links.renew(link), variant);
      if (fresh === failed) throw new Refused('not_found');
      return fresh;
    },
    clipUrl: async (media, failed) => {
      let link = await links.get(media);
      // What was asked for while it was on its way says so for an hour.
      if (!link.info.ready) link = await links.renew(link);
      if (!link.info.ready) return null;
      const address = addressOf(link, 'clip');
      if (address !== failed) return address;
      const fresh = addressOf(await links.renew(link), 'clip');
      if (fresh === failed) throw new Refused('not_found');
      return fresh;
    },
    pyramid: async (media) => (await links.get(media)).info.tiles,
    tile: async (media, { level, x, y }, stop) =>
      decode(await tileBytes(media, `tiles/${level}/${x}/${y}`, stop)),
    // What is on screen still uses the old ones.
    forget: (media) => {
      bitmaps.forget(media);
      links.forget(media);
    },
    clear: () => {
      bitmaps.clear();
      links.clear();
    },
  };
}
