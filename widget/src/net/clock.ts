/** @file The room's clock and the round trip, measured by this client's pings. */

/** The round trips kept: about a minute and a half of pings. */
const KEPT = 8;

interface Sample {
  readonly rttMs: number;
  /** Room time minus this device's monotonic time. */
  readonly offsetMs: number;
}

/** Estimates the offset to the room clock from the quickest of the last answers. */
export function createClock(monotonic: () => number = () => performance.now()) {
  let samples: Sample[] = [];
  let rough = Date.now() - monotonic();
  return {
    /** A time of the server whose travel is unknown: good enough until the first answer. */
    hint(roomNow: number) {
      if (samples.length === 0) rough = roomNow - monotonic();
    },
    /** An answer to a ping sent at `sentAt` on the monotonic clock. */
    sample(sentAt: number, roomNow: number) {
      const now = monotonic();
      const rttMs = Math.max(0, now - sentAt);
      samples = [...samples.slice(1 - KEPT), { rttMs, offsetMs: roomNow + rttMs / 2 - now }];
    },
    /** Another server may have another clock. */
    reset() {
      samples = [];
    },
    roomNow(): number {
      const best = samples.reduce<Sample | null>(
        (least, sample) => (least === null || sample.rttMs < least.rttMs ? sample : least),
        null,
      );
      return Math.round(monotonic() + (best?.offsetMs ?? rough));
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
