/** @file The room's clock over bad lines, under a clock of the test. */

import { describe, expect, test } from 'vitest';
import { createClock } from './clock';

/** The room's clock stands this far before the device's. */
const AHEAD = 1_800_000_000_000;

function bench(start = 1_000) {
  let now = start;
  let ahead = AHEAD;
  const clock = createClock(() => now);
  return {
    clock,
    pass: (ms: number) => {
      now += ms;
    },
    /** Room and device part by so much, such as by a sleep. */
    shift: (ms: number) => {
      ahead += ms;
    },
    /** A ping that takes so long there and back. */
    probe: (there: number, back: number) => {
      const sentAt = now;
      now += there;
      const said = now + ahead;
      now += back;
      clock.sample(sentAt, said);
    },
    error: () => clock.roomNow() - (now + ahead),
  };
}

describe('the clock', () => {
  test('the quickest answer counts, however many were held up on one way', () => {
    const { clock, probe, pass, error } = bench();
    clock.hint(AHEAD + 900);
    for (const there of [220, 340, 20, 500, 260, 410]) {
      probe(there, 20);
      pass(10_000);
    }
    expect(Math.abs(error())).toBeLessThan(1);
  });

  test('it slides to a better estimate, 50 ms a second, and never runs backwards', () => {
    const { clock, probe, pass, error } = bench();
    probe(240, 40);
    expect(error()).toBeCloseTo(100, 0);
    pass(1_000);
    probe(20, 20);
    const first = Math.abs(error());
    expect(first).toBeGreaterThan(90);
    let before = clock.roomNow();
    for (let step = 0; step < 20; step += 1) {
      pass(50);
      const now = clock.roomNow();
      expect(now - before).toBeGreaterThan(0);
      expect(now - before).toBeLessThanOrEqual(50 * 1.05 + 0.01);
      before = now;
    }
    expect(first - Math.abs(error())).toBeCloseTo(50, 0);
    pass(3_000);
    expect(Math.abs(error())).toBeLessThan(1);
  });

  test('after a sleep of the device the old answers exclude the new one, and it jumps', () => {
    const { probe, pass, shift, error } = bench();
    for (let n = 0; n < 5; n += 1) {
      probe(5, 5);
      pass(200);
    }
    shift(120_000);
    expect(error()).toBeCloseTo(-120_000, 0);
    probe(40, 40);
    expect(Math.abs(error())).toBeLessThan(1);
  });

  test('a quick answer of six minutes ago no longer counts', () => {
    const { probe, pass, shift, error } = bench();
    probe(2, 2);
    pass(6 * 60_000);
    shift(20);
    probe(30, 30);
    pass(2_000);
    expect(Math.abs(error())).toBeLessThan(1);
  });

  test('another server’s clock is hinted at and then measured, without a jump there and back', () => {
    const { clock, probe, pass, error } = bench();
    probe(10, 10);
    clock.reset();
    // The welcome took 80 ms.
    clock.hint(clock.roomNow() - 80);
    pass(160);
    probe(80, 80);
    expect(Math.abs(error())).toBeLessThan(20);
  });

  test('the round trip is the middle one', () => {
    const { clock, probe } = bench();
    expect(clock.rttMs()).toBeNull();
    probe(10, 10);
    probe(10, 10);
    probe(300, 10);
    expect(clock.rttMs()).toBe(20);
  });
});
