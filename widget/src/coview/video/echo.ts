/**
 * @file Tells what a person does on a player (media keys, a headset, its own menu) from what this
 * page has just told it to do. Each call announces the event it will cause; what nobody announced
 * was a hand.
 */

/** Events of a player that a hand can cause. */
export type HandEvent = 'play' | 'pause' | 'seek' | 'rate';

interface Announced {
  readonly event: HandEvent;
  readonly value: number | null;
  readonly until: number;
}

/** So long an announced event may take, in milliseconds. */
const PATIENCE_MS = 700;
/** How far a value may lie from what was announced: seconds of a video, or a rate. */
const TOLERANCE: Readonly<Record<HandEvent, number>> = {
  play: 0,
  pause: 0,
  seek: 0.25,
  rate: 0.01,
};

export class Echo {
  readonly #clock: () => number;
  #announced: Announced[] = [];

  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
  }

  /** A call is about to cause this event; `value` is a second or a rate. */
  expect(event: HandEvent, value: number | null = null): void {
    const now = this.#clock();
    this.#announced = this.#announced.filter((one) => one.until >= now);
    this.#announced.push({ event, value, until: now + PATIENCE_MS });
  }

  /** Whether an event was announced; it is taken from the list. */
  explains(event: HandEvent, value: number | null = null): boolean {
    const now = this.#clock();
    const at = this.#announced.findIndex(
      (one) => one.event === event && one.until >= now && isNear(one.value, value, event),
    );
    if (at < 0) return false;
    // Calls that overtook each other cause one event: what was announced before it is over too.
    this.#announced = this.#announced.filter((one, place) => one.event !== event || place > at);
    return true;
  }
}

function isNear(announced: number | null, value: number | null, event: HandEvent): boolean {
  if (announced === null || value === null) return true;
  return Math.abs(announced - value) <= TOLERANCE[event];
}
