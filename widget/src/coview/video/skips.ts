/**
 * @file Keeps a foreign player near the room's second. It has a few rates and tells its position
 * now and then, so it is left alone within half a second; ahead it waits, behind it jumps.
 */

import type { DriftSample } from './drift';

/** What the player should do. */
export type Skip =
  | { readonly kind: 'stay' }
  | { readonly kind: 'hold'; readonly ms: number }
  | { readonly kind: 'seek'; readonly to: number };

/** Within this many seconds it is near enough. */
const NEAR_S = 0.5;
/** After a correction its effect is waited for, in milliseconds. */
const COOLDOWN_MS = 5_000;
/** It does not stand still for longer: a jump back is less strange, in seconds. */
const LONGEST_HOLD_S = 3;
const MOST_LATENCY_S = 3;
const LEARNING = 0.5;

export class SkipControl {
  #correctedAt = Number.NEGATIVE_INFINITY;
  #jumped = false;
  #latency: number | null = null;

  get latency(): number {
    return this.#latency ?? 0;
  }

  /** The room has decided anew. */
  restart(): void {
    this.#correctedAt = Number.NEGATIVE_INFINITY;
    this.#jumped = false;
  }

  /** Jumps at once to where the room is; gives the second to jump to. */
  jump(at: number, target: number): number {
    this.#correctedAt = at;
    this.#jumped = true;
    return target + this.latency;
  }

  sample({ at, position, target }: DriftSample): Skip {
    const late = target - position;
    if (this.#jumped) {
      this.#jumped = false;
      const took = Math.min(Math.max(this.latency + late, 0), MOST_LATENCY_S);
      this.#latency =
        this.#latency === null ? took : took * LEARNING + this.#latency * (1 - LEARNING);
    }
    if (Math.abs(late) <= NEAR_S || at - this.#correctedAt < COOLDOWN_MS) return { kind: 'stay' };
    if (late < 0 && -late <= LONGEST_HOLD_S) {
      this.#correctedAt = at;
      return { kind: 'hold', ms: -late * 1_000 };
    }
    return { kind: 'seek', to: this.jump(at, target) };
  }
}
