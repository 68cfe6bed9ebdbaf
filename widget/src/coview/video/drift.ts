/**
 * @file Keeps a player beside the room's second. Pure: positions in, a wish out.
 *
 * Small differences are made up for by a slightly other rate, which nobody sees or hears; large
 * ones by a jump, which everybody sees, so there are few of them. The band between entering and
 * leaving keeps the rate from flickering, and what is left of a stall is always worked off: with a
 * mere threshold for jumps a player stays half a second late for ever.
 */

/** Where the player is and where it should be, in seconds of the video. */
export interface DriftSample {
  /** When, in milliseconds of a monotonic clock. */
  readonly at: number;
  readonly position: number;
  readonly target: number;
}

/** What the player should do. */
export type Correction =
  | { readonly kind: 'stay' }
  /** Factor on the room's rate. */
  | { readonly kind: 'nudge'; readonly factor: number }
  /** Jump to this second; the time the jump itself takes is in it. */
  | { readonly kind: 'seek'; readonly to: number }
  /** Jumping has not helped: nothing is corrected until somebody asks for it. */
  | { readonly kind: 'behind' };

/** Samples a second. */
export const SAMPLE_HZ = 4;
/** The middle one of so many counts. */
const SAMPLES = 5;
/** Differences in seconds at which the rate is changed, and at which that ends. */
const ENTER_S = 0.08;
const LEAVE_S = 0.025;
/** A second of difference is worth this much rate, and this is the most. */
const GAIN = 0.5;
const MOST_NUDGE = 0.05;
/** A larger difference is jumped over: making it up would take half a minute. */
const SEEK_S = 1.2;
/** After a jump no other for this long; twice as long each time they come close together. */
const COOLDOWN_MS = 3_000;
const LONGEST_COOLDOWN_MS = 30_000;
const CLOSE_MS = 15_000;
/** So many jumps in a minute that all missed are enough. */
const TRIES = 3;
const TRIES_MS = 60_000;
/** What a jump takes is learnt from how far each one missed, and is at most this, in seconds. */
const MOST_LATENCY_S = 3;
const LEARNING = 0.5;

const STAY: Correction = { kind: 'stay' };

export class DriftControl {
  #differences: number[] = [];
  #nudging = false;
  /** The last jump, until its first sample says how far it missed. */
  #jumped = false;
  #jumpedAt = Number.NEGATIVE_INFINITY;
  #cooldown = COOLDOWN_MS;
  #missed: number[] = [];
  #latency: number | null = null;
  #behind = false;

  /** Seconds a jump takes, as learnt. */
  get latency(): number {
    return this.#latency ?? 0;
  }

  /** The middle difference in seconds, positive when the player is late; null while unknown. */
  get difference(): number | null {
    const sorted = [...this.#differences].sort((one, other) => one - other);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  get isBehind(): boolean {
    return this.#behind;
  }

  /** The player stalls, seeks, is hidden or blocked: what was measured says nothing any more. */
  suspend(): void {
    this.#differences = [];
    this.#nudging = false;
  }

  /** The room has decided anew, or somebody asks to catch up: tries are counted from here. */
  restart(): void {
    this.suspend();
    this.#jumped = false;
    this.#behind = false;
    this.#missed = [];
    this.#jumpedAt = Number.NEGATIVE_INFINITY;
    this.#cooldown = COOLDOWN_MS;
  }

  /**
   * Jumps at once to where the room is, such as when it has decided anew, and learns from how far
   * that missed. Gives the second to jump to.
   */
  jump(at: number, target: number): number {
    this.suspend();
    this.#jumped = true;
    this.#jumpedAt = at;
    return target + this.latency;
  }

  /** A sample of a player that plays freely. */
  sample({ at, position, target }: DriftSample): Correction {
    const late = target - position;
    if (this.#jumped) this.#learn(late);
    if (this.#behind) return { kind: 'behind' };
    this.#differences = [...this.#differences.slice(1 - SAMPLES), late];
    const middle = this.difference ?? 0;
    if (Math.abs(middle) > SEEK_S) return this.#seek(at, target, middle);
    this.#missed = [];
    if (this.#differences.length < SAMPLES) return this.#nudging ? this.#nudge(middle) : STAY;
    if (Math.abs(middle) > ENTER_S) this.#nudging = true;
    else if (Math.abs(middle) < LEAVE_S) this.#nudging = false;
    return this.#nudging ? this.#nudge(middle) : STAY;
  }

  #learn(late: number): void {
    this.#jumped = false;
    const took = Math.min(Math.max(this.latency + late, 0), MOST_LATENCY_S);
    this.#latency =
      this.#latency === null ? took : took * LEARNING + this.#latency * (1 - LEARNING);
  }

  #nudge(late: number): Correction {
    const nudge = Math.min(Math.max(GAIN * late, -MOST_NUDGE), MOST_NUDGE);
    return { kind: 'nudge', factor: 1 + nudge };
  }

  #seek(at: number, target: number, late: number): Correction {
    const since = at - this.#jumpedAt;
    // Until it may jump again it does what it can.
    if (since < this.#cooldown) return this.#nudge(late);
    this.#missed = [...this.#missed.filter((one) => at - one <= TRIES_MS), at];
    if (this.#missed.length > TRIES) {
      this.#behind = true;
      return { kind: 'behind' };
    }
    const close = since < CLOSE_MS;
    this.#cooldown = close ? Math.min(2 * this.#cooldown, LONGEST_COOLDOWN_MS) : COOLDOWN_MS;
    return { kind: 'seek', to: this.jump(at, target) };
  }
}
