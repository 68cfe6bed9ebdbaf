/** @file Pictures from our server, decoded once and kept while there is room. */

import type { MediaId } from '../wire/generated';
import type { Api } from './api';
import { Refused } from './refused';

/** Sizes of a picture that the server keeps. */
export type Variant = 'thumb' | 'fit' | 'full';

/** See {@link createMediaCache}. */
export interface MediaCache {
  bitmap(media: MediaId, variant: Variant): Promise<ImageBitmap>;
  /** An object URL for an `<img>`. */
  imageUrl(media: MediaId, variant: Variant): Promise<string>;
  /** The picture is another one by now, such as sharp instead of a preview. */
  forget(media: MediaId): void;
  /** Frees everything. */
  clear(): void;
}

/** Four bytes a pixel; a phone has room for this many. */
const BITMAP_BYTES = 160 * 1024 * 1024;
const URLS = 200;
interface Kept<T> {
  readonly value: Promise<T>;
  /** Its share of the room; 0 while it is loading. */
  cost: number;
}

/** Least recently used first; what fails to load is not kept. */
function createLru<T>(room: number, costOf: (value: T) => number, free: (value: T) => void) {
  const kept = new Map<string, Kept<T>>();

  function shrink() {
    let cost = 0;
    for (const one of kept.values()) cost += one.cost;
    for (const [key, one] of kept) {
      // The newest stays, however large it is.
      if (cost <= room || kept.size === 1) return;
      cost -= one.cost;
      kept.delete(key);
      one.value.then(free, () => undefined);
    }
  }

  return {
    get: (key: string, load: () => Promise<T>): Promise<T> => {
      const known = kept.get(key);
      if (known) {
        kept.delete(key);
        kept.set(key, known);
        return known.value;
      }
      const one: Kept<T> = { value: load(), cost: 0 };
      kept.set(key, one);
      one.value.then(
        (value) => {
          one.cost = costOf(value);
          shrink();
        },
        () => kept.get(key) === one && kept.delete(key),
      );
      return one.value;
    },
    forget: (prefix: string) => {
      for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
    },
    clear: () => {
      for (const one of kept.values()) one.value.then(free, () => undefined);
      kept.clear();
    },
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

/** Pictures of the server behind `api`. */
export function createMediaCache(api: Api): MediaCache {
  // A bitmap that left the cache may still be on screen: it is left to the garbage collector.
  const bitmaps = createLru<ImageBitmap>(
    BITMAP_BYTES,
    (bitmap) => bitmap.width * bitmap.height * 4,
    () => undefined,
  );
  const urls = createLru<string>(URLS, () => 1, URL.revokeObjectURL.bind(URL));
  const load = (media: MediaId, variant: Variant) =>
    api.blob(`/v1/media/${encodeURIComponent(media)}/${variant}`);
  return {
    bitmap: (media, variant) =>
      bitmaps.get(`${media}/${variant}`, async () => decode(await load(media, variant))),
    imageUrl: (media, variant) =>
      urls.get(`${media}/${variant}`, async () => URL.createObjectURL(await load(media, variant))),
    // What is on screen still uses the old ones: they are left to the garbage collector.
    forget: (media) => {
      for (const kept of [bitmaps, urls]) kept.forget(`${media}/`);
    },
    clear: () => {
      bitmaps.clear();
      urls.clear();
    },
  };
}
