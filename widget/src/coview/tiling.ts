/**
 * @file What the pictures on the stage need of their pyramids right now. A push asks at once;
 * while the zoom changes, levels come and go, so it is asked a few times a second and at rest.
 */

import { type Tiles, UNIT } from '../wire/generated';
import type { Frame } from './geometry';
import type { StagePort } from './port';
import { codeOf } from './problems';
import type { Projection } from './projection';
import {
  type Box,
  boxUnder,
  levelFor,
  nearestFirst,
  sameRange,
  type TileRange,
  tilesAround,
  tilesIn,
} from './pyramid';
import { TileStore, type Wanted } from './tile_store';

/** How a picture with a pyramid is looked at. */
export interface TileLook {
  readonly media: string;
  readonly pyramid: Tiles;
  readonly view: Projection;
  /** Height in image units. */
  readonly height: number;
  /** What is seen of the picture. */
  readonly box: Box;
  readonly seen: TileRange;
}

/** While the zoom changes tiles are asked for this often. */
const ZOOMING_MS = 250;
/** What tiles may take in memory: a screen of 8 megapixels with what is around it, and a phone's. */
const ROOM_BYTES = 224 * 1024 * 1024;
const PHONE_ROOM_BYTES = 96 * 1024 * 1024;
/** After these another try is in vain. */
const FOR_GOOD = new Set(['not_found', 'bad_picture']);

/** The look at a picture; null when `base`, the width of its bitmap in pixels, is enough. */
export function lookAt(
  media: string,
  pyramid: Tiles,
  base: number,
  view: Projection,
  height: number,
  area: Frame,
): TileLook | null {
  const level = levelFor(pyramid, UNIT * view.camera.scale * view.density, base);
  if (level === null) return null;
  const box = boxUnder(area, view);
  return { media, pyramid, view, height, box, seen: tilesIn(pyramid, level, box, height) };
}

export class Tiling {
  readonly store: TileStore;
  #asked: readonly TileRange[] = [];
  #askedOf = '';
  #askedAt = Number.NEGATIVE_INFINITY;
  #scales = '';

  constructor(port: Pick<StagePort, 'tile'>, changed: () => void) {
    const phone = matchMedia('(pointer: coarse)').matches;
    this.store = new TileStore(
      {
        load: (wanted, stop) => port.tile(wanted.media, wanted, stop),
        mayTryAgain: (error) => !FOR_GOOD.has(codeOf(error)),
        changed,
      },
      phone ? PHONE_ROOM_BYTES : ROOM_BYTES,
    );
  }

  /** Forgets the pictures that are not among these. */
  keep(media: ReadonlySet<string>): void {
    this.#askedOf = '';
    this.store.keep(media);
  }

  /** Asks for what these looks need and lack. */
  look(looks: readonly TileLook[], now: number): void {
    const scales = looks.map(({ view }) => view.camera.scale).join();
    const zooms = scales !== this.#scales;
    this.#scales = scales;
    if (zooms && now - this.#askedAt < ZOOMING_MS) return;
    const ranges = looks.map(({ pyramid, seen, box, height }) =>
      tilesAround(pyramid, seen.level, box, height),
    );
    const of = looks.map(({ media }) => media).join();
    const same = ranges.every((range, at) => sameRange(range, this.#asked[at] ?? null));
    if (same && of === this.#askedOf) return;
    this.#asked = ranges;
    this.#askedOf = of;
    this.#askedAt = now;
    this.store.want(
      inTurn(looks.map((look, at) => wantedOf(look, ranges[at]))),
      looks[0]?.pyramid.side ?? 1,
    );
  }
}

function wantedOf(
  { media, pyramid, height, view }: TileLook,
  range: TileRange | undefined,
): Wanted[] {
  if (!range) return [];
  const middle = { x: view.camera.cu, y: view.camera.cv };
  return nearestFirst(pyramid, range, height, middle).map((tile) => ({ media, ...tile }));
}

/** One of each after the other, so that pictures that are compared become sharp together. */
function inTurn(lists: readonly (readonly Wanted[])[]): Wanted[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  const all: Wanted[] = [];
  for (let at = 0; at < longest; at += 1) {
    for (const list of lists) {
      const one = list[at];
      if (one) all.push(one);
    }
  }
  return all;
}
