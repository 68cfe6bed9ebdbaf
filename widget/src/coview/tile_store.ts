/**
 * @file The tiles that are there and those on their way, of all pictures on the stage: a few at a
 * time, given up when nobody wants them any more, tried again when they fail, and dropped in the
 * order in which they were last looked at when there is no more room.
 */

import type { TileAt } from './port';

/** A tile of a picture. */
export interface Wanted extends TileAt {
  readonly media: string;
}

/** What a store needs from the world. */
export interface TileSource {
  load(wanted: Wanted, stop: AbortSignal): Promise<ImageBitmap>;
  /** Whether another try of what failed so can go well. */
  mayTryAgain(error: unknown): boolean;
  /** A tile arrived. */
  changed(): void;
}

interface Tile {
  readonly wanted: Wanted;
  readonly key: number;
  bitmap: ImageBitmap | null;
  /** While it is on its way. */
  stop: AbortController | null;
  /** The look at which it was painted or wanted last. */
  seen: number;
  fails: number;
  /** Not before this, in milliseconds of `performance.now()`. */
  retryAt: number;
}

/** A browser opens six connections to a server of the old kind; chat needs one of them, too. */
const AT_ONCE = 4;
/** Then the coarser picture stays. */
const TRIES = 5;
const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8_000;
/** Bytes of a pixel in memory. */
const PIXEL_BYTES = 4;

/** Levels, rows and columns are far below these. */
const keyOf = ({ level, x, y }: TileAt) => (level << 20) | (y << 10) | x;

export class TileStore {
  readonly #source: TileSource;
  readonly #room: number;
  readonly #tiles = new Map<string, Map<number, Tile>>();
  #queue: Tile[] = [];
  #loading = 0;
  #bytes = 0;
  #look = 0;
  #arrivals = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** `room` is what the tiles may take, in bytes of memory. */
  constructor(source: TileSource, room: number) {
    this.#source = source;
    this.#room = room;
  }

  /** Grows when a tile arrives. */
  get arrivals(): number {
    return this.#arrivals;
  }

  /** Bytes that the tiles take. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A tile, if it is there; it counts as looked at. */
  bitmap(media: string, level: number, x: number, y: number): ImageBitmap | null {
    const tile = this.#tiles.get(media)?.get(keyOf({ level, x, y }));
    if (!tile) return null;
    tile.seen = this.#look;
    return tile.bitmap;
  }

  /** Says what is wanted, what matters most first; anything else on its way is given up. */
  want(wanted: readonly Wanted[], side: number): void {
    this.#look += 1;
    // More than there is room for would push out what has just arrived.
    const most = Math.floor(this.#room / (side * side * PIXEL_BYTES));
    this.#queue = wanted.slice(0, most).map((one) => this.#tileOf(one));
    for (const tiles of this.#tiles.values()) {
      for (const tile of tiles.values()) {
        if (tile.stop && tile.seen !== this.#look) this.#giveUp(tile);
      }
    }
    this.#next();
  }

  /** The network is back: what failed may be tried at once. */
  tryAgain(): void {
    for (const tiles of this.#tiles.values()) {
      for (const tile of tiles.values()) {
        tile.fails = 0;
        tile.retryAt = 0;
      }
    }
    this.#next();
  }

  /** Forgets the pictures that are not among these. */
  keep(media: ReadonlySet<string>): void {
    for (const [one, tiles] of this.#tiles) {
      if (media.has(one)) continue;
      for (const tile of tiles.values()) this.#drop(tile);
    }
    this.#queue = this.#queue.filter((tile) => media.has(tile.wanted.media));
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.keep(new Set());
  }

  #tileOf(wanted: Wanted): Tile {
    const tiles = this.#tiles.get(wanted.media) ?? new Map<number, Tile>();
    this.#tiles.set(wanted.media, tiles);
    const key = keyOf(wanted);
    let tile = tiles.get(key);
    if (!tile) {
      tile = { wanted, key, bitmap: null, stop: null, seen: 0, fails: 0, retryAt: 0 };
      tiles.set(key, tile);
    }
    tile.seen = this.#look;
    return tile;
  }

  #next(): void {
    const now = performance.now();
    let soonest = Number.POSITIVE_INFINITY;
    for (const tile of this.#queue) {
      if (this.#loading >= AT_ONCE) return;
      if (tile.bitmap || tile.stop || tile.fails >= TRIES) continue;
      if (tile.retryAt > now) soonest = Math.min(soonest, tile.retryAt);
      else this.#load(tile);
    }
    if (soonest === Number.POSITIVE_INFINITY) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#next();
    }, soonest - now);
  }

  #load(tile: Tile): void {
    const stop = new AbortController();
    tile.stop = stop;
    this.#loading += 1;
    this.#source
      .load(tile.wanted, stop.signal)
      .then(
        (bitmap) => this.#arrived(tile, bitmap, stop),
        (error) => this.#failed(tile, error, stop),
      )
      .then(() => {
        this.#loading -= 1;
        this.#next();
      });
  }

  #arrived(tile: Tile, bitmap: ImageBitmap, stop: AbortController): void {
    if (tile.stop !== stop) {
      bitmap.close();
      return;
    }
    tile.stop = null;
    tile.fails = 0;
    tile.bitmap = bitmap;
    this.#bytes += bytesOf(bitmap);
    this.#arrivals += 1;
    this.#shrink();
    this.#source.changed();
  }

  #failed(tile: Tile, error: unknown, stop: AbortController): void {
    if (tile.stop !== stop) return;
    tile.stop = null;
    tile.fails = this.#source.mayTryAgain(error) ? tile.fails + 1 : TRIES;
    const wait = Math.min(FIRST_WAIT_MS * 2 ** (tile.fails - 1), LONGEST_WAIT_MS);
    tile.retryAt = performance.now() + wait;
  }

  /** Takes away what was looked at longest ago, never what is wanted now. */
  #shrink(): void {
    if (this.#bytes <= this.#room) return;
    const all = [...this.#tiles.values()].flatMap((tiles) => [...tiles.values()]);
    const old = all.filter((tile) => tile.bitmap && tile.seen !== this.#look);
    for (const tile of old.sort((one, other) => one.seen - other.seen)) {
      if (this.#bytes <= this.#room) return;
      this.#drop(tile);
    }
  }

  #drop(tile: Tile): void {
    this.#giveUp(tile);
    const tiles = this.#tiles.get(tile.wanted.media);
    tiles?.delete(tile.key);
    if (tiles?.size === 0) this.#tiles.delete(tile.wanted.media);
    if (!tile.bitmap) return;
    this.#bytes -= bytesOf(tile.bitmap);
    tile.bitmap.close();
    tile.bitmap = null;
  }

  #giveUp(tile: Tile): void {
    const { stop } = tile;
    tile.stop = null;
    stop?.abort();
  }
}

function bytesOf({ width, height }: ImageBitmap): number {
  return width * height * PIXEL_BYTES;
}
