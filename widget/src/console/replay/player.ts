/** @file Plays a film: where it stands, whether it runs and how fast. */

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Film } from '../../state/film';
import { createReel, type Reel } from '../../state/reel';

/** How many times faster than it happened. */
export const SPEEDS = [1, 2, 4, 8] as const;
export type Speed = (typeof SPEEDS)[number];

/** See {@link createPlayer}. */
export interface Player {
  readonly film: Film;
  readonly reel: ReadonlySignal<Reel>;
  /** Where it stands, in milliseconds of the film. */
  readonly at: ReadonlySignal<number>;
  /** The room time of that. */
  readonly real: ReadonlySignal<number>;
  readonly playing: ReadonlySignal<boolean>;
  readonly speed: ReadonlySignal<Speed>;
  /** Whether long pauses are cut out. */
  readonly skips: ReadonlySignal<boolean>;
  toggle(): void;
  seek(at: number): void;
  /** To a room time. */
  seekReal(real: number): void;
  setSpeed(speed: Speed): void;
  setSkips(skips: boolean): void;
  stop(): void;
}

/** What drives it; a test has its own. */
export interface Ticks {
  request(tick: (now: number) => void): number;
  cancel(id: number): void;
}

const FRAMES: Ticks = {
  request: (tick) => requestAnimationFrame(tick),
  cancel: (id) => cancelAnimationFrame(id),
};

/** A hidden tab gets no ticks: what passed meanwhile was not seen, so it is not skipped. */
const LONGEST_TICK_MS = 250;

/** Stands at the beginning, or at the room time `from`. */
export function createPlayer(film: Film, from: number | null, ticks: Ticks = FRAMES): Player {
  const moments = film.moments();
  const skips = signal(true);
  const reel = computed(() => createReel(moments, skips.value));
  const at = signal(from === null ? 0 : reel.peek().filmAt(from));
  const playing = signal(false);
  const speed = signal<Speed>(1);
  let before: number | null = null;
  let asked: number | null = null;

  function tick(now: number) {
    const passed = before === null ? 0 : Math.min(LONGEST_TICK_MS, now - before);
    before = now;
    const next = at.peek() + passed * speed.peek();
    at.value = Math.min(next, reel.peek().length);
    if (at.peek() >= reel.peek().length) {
      pause();
      return;
    }
    asked = ticks.request(tick);
  }

  function pause() {
    playing.value = false;
    if (asked !== null) ticks.cancel(asked);
    asked = null;
    before = null;
  }

  function seek(to: number) {
    at.value = Math.min(Math.max(0, to), reel.peek().length);
  }

  return {
    film,
    reel,
    at,
    real: computed(() => reel.value.realAt(at.value)),
    playing,
    speed,
    skips,
    toggle: () => {
      if (playing.peek()) return pause();
      if (at.peek() >= reel.peek().length) at.value = 0;
      playing.value = true;
      asked = ticks.request(tick);
    },
    seek,
    seekReal: (real) => seek(reel.peek().filmAt(real)),
    setSpeed: (next) => {
      speed.value = next;
    },
    setSkips: (next) => {
      const real = reel.peek().realAt(at.peek());
      skips.value = next;
      seek(reel.peek().filmAt(real));
    },
    stop: pause,
  };
}
