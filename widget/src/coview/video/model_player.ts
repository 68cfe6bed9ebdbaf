/**
 * @file A player for tests: plays at the rate it is told, takes its time to jump, and stalls when
 * the dice say so. Not part of any page.
 */

/** Gives numbers from 0 to 1, always the same ones for a seed. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** What a model player is like. */
export interface Nature {
  /** Milliseconds a jump takes on average. */
  readonly jumpMs: number;
  /** Stalls a minute; each is 200 to 1,500 ms long. */
  readonly stalls: number;
  /** A jump that never gets anywhere nearer. */
  readonly stuck?: boolean;
}

const LEAST_STALL_MS = 200;
const STALL_SPREAD_MS = 1_300;

export class ModelPlayer {
  position: number;
  rate = 1;
  jumps = 0;
  #busyMs = 0;
  readonly #nature: Nature;
  readonly #random: () => number;

  constructor(position: number, nature: Nature, random: () => number) {
    this.position = position;
    this.#nature = nature;
    this.#random = random;
  }

  /** Neither stalled nor jumping. */
  get plays(): boolean {
    return this.#busyMs <= 0;
  }

  seek(to: number): void {
    this.jumps += 1;
    const { jumpMs, stuck } = this.#nature;
    if (!stuck) this.position = to;
    this.#busyMs = jumpMs * (0.7 + 0.6 * this.#random());
  }

  pass(ms: number): void {
    if (this.plays) {
      this.position += (this.rate * ms) / 1_000;
      const chance = (this.#nature.stalls * ms) / 60_000;
      if (this.#random() < chance) {
        this.#busyMs = LEAST_STALL_MS + STALL_SPREAD_MS * this.#random();
      }
    } else {
      this.#busyMs -= ms;
    }
  }
}
