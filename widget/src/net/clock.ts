/**
 * @file The room's clock and the round trip, measured by this client's pings.
 *
 * The quickest of the last answers tells best, because what makes an answer late makes it late on
 * one way only: with a fifth of a line full of somebody's upload the mean of eight errs by 88 ms
 * (p95), the median by 38, the quickest by 4 (simulated). What people see must not jump, so the
 * clock slides to a better estimate, unless it was far away.
 */

/** The round trips kept: about a minute and a half of pings. */
const KEPT = 8;
/** An older one says nothing about clocks that drift. */
const YOUNG_MS = 5 * 60_000;
/** Milliseconds the clock may slide in a millisecond: 5 % is what a video can follow. */
const SLEW = 0.05;
/** Further away it jumps. */
const STEP_MS = 250;
/** How far two clocks drift apart in five minutes at 150 parts in a million. */
const DRIFT_MS = 45;

interface Sample {
  readonly at: number;
  readonly rttMs: number;
  /** Room time minus this device's monotonic time. */
  readonly offsetMs: number;
}

/** Estimates the offset to the room clock from the quickest of the last answers. */
export function createClock(monotonic: () => number = () => performance.now()) {
  let samples: Sample[] = [];
  /** What {@link roomNow} says by now, and when it said so. */
  let shown = Date.now() - monotonic();
  let shownAt = monotonic();
  let wanted = shown;
  /** Whether an answer has ever come; before that nothing is worth a slide. */
  let measured = false;

  function choose() {
    // Up to here the old estimate counted.
    slide();
    const now = monotonic();
    const young = samples.filter((sample) => now - sample.at <= YOUNG_MS);
    const among = young.length > 0 ? young : samples;
    const best = among.reduce<Sample | null>(
      (least, sample) => (least === null || sample.rttMs < least.rttMs ? sample : least),
      null,
    );
    if (best) wanted = best.offsetMs;
  }

  function slide(): number {
    const now = monotonic();
    const far = wanted - shown;
    const most = (now - shownAt) * SLEW;
    shown =
      Math.abs(far) > STEP_MS || Math.abs(far) <= most ? wanted : shown + Math.sign(far) * most;
    shownAt = now;
    return now + shown;
  }

  return {
    /** A time of the server whose travel is unknown: good enough until the first answer. */
    hint(roomNow: number) {
      if (samples.length > 0) return;
      wanted = roomNow - monotonic();
      if (!measured) shown = wanted;
    },
    /** An answer to a ping sent at `sentAt` on the monotonic clock. */
    sample(sentAt: number, roomNow: number) {
      const now = monotonic();
      const rttMs = Math.max(0, now - sentAt);
      const next = { at: now, rttMs, offsetMs: roomNow + rttMs / 2 - now };
      // Each answer bounds the offset by half its round trip. Where two exclude each other, a clock
      // has been changed in between, or slept; only the newer one still counts.
      const agrees = (one: Sample) =>
        Math.abs(one.offsetMs - next.offsetMs) <= (one.rttMs + rttMs) / 2 + DRIFT_MS;
      samples = [...samples.filter(agrees).slice(1 - KEPT), next];
      choose();
      if (!measured) shown = wanted;
      measured = true;
    },
    /** Another server may have another clock. */
    reset() {
      samples = [];
    },
    /** In milliseconds, with fractions: a frame of a video is 16 of them. */
    roomNow(): number {
      return slide();
    },
    /** The middle one of the last round trips: one slow answer does not move it. */
    rttMs(): number | null {
      const sorted = samples.map((sample) => sample.rttMs).sort((a, b) => a - b);
      const middle = sorted[Math.floor(sorted.length / 2)];
      return middle === undefined ? null : Math.round(middle);
    },
  };
}

/** See {@link createClock}. */
export type RoomClock = ReturnType<typeof createClock>;
