/** @file The controller beside model players, with seeds that were not used while it was written. */

import { describe, expect, test } from 'vitest';
import { DriftControl, SAMPLE_HZ } from './drift';
import { dice, ModelPlayer, type Nature } from './model_player';

const STEP_MS = 10;
const SAMPLE_MS = 1_000 / SAMPLE_HZ;
/** Timers come late, and positions are those of frames. */
const NOISE_S = 0.02;
const TEN_MINUTES_MS = 600_000;

interface Outcome {
  readonly jumps: number;
  /** Parts of the time within 100 and 500 ms. */
  readonly near: number;
  readonly close: number;
  readonly behind: boolean;
}

function play(nature: Nature, seed: number, start = 0, lastsMs = TEN_MINUTES_MS): Outcome {
  const random = dice(seed);
  const player = new ModelPlayer(start, nature, random);
  const control = new DriftControl();
  let [near, close, steps] = [0, 0, 0];
  for (let now = 0; now < lastsMs; now += STEP_MS) {
    const target = now / 1_000;
    player.pass(STEP_MS);
    if (now % SAMPLE_MS === 0) {
      if (player.plays) {
        const position = player.position - NOISE_S * random();
        const wish = control.sample({ at: now, position, target });
        if (wish.kind === 'seek') player.seek(wish.to);
        player.rate = wish.kind === 'nudge' ? wish.factor : 1;
      } else {
        control.suspend();
        player.rate = 1;
      }
    }
    const off = Math.abs(player.position - target);
    steps += 1;
    if (off <= 0.1) near += 1;
    if (off <= 0.5) close += 1;
  }
  const { jumps } = player;
  return { jumps, near: near / steps, close: close / steps, behind: control.isBehind };
}

const SEEDS = Array.from({ length: 60 }, (_, at) => 7_001 + at * 13);
const mean = (values: readonly number[]) =>
  values.reduce((sum, one) => sum + one, 0) / values.length;

describe('keeping beside the room', () => {
  test('without stalls it is within 100 ms for 99 % of the time, and never jumps', () => {
    for (const seed of SEEDS.slice(0, 10)) {
      const { near, jumps } = play({ jumpMs: 300, stalls: 0 }, seed);
      expect(near).toBeGreaterThanOrEqual(0.99);
      expect(jumps).toBe(0);
    }
  });

  test.each([{ jumpMs: 150 }, { jumpMs: 800 }, { jumpMs: 2_500 }])(
    'with a stall a minute and jumps of $jumpMs ms',
    ({ jumpMs }) => {
      const outcomes = SEEDS.map((seed) => play({ jumpMs, stalls: 1 }, seed));
      expect(mean(outcomes.map((one) => one.jumps))).toBeLessThan(6);
      expect(Math.max(...outcomes.map((one) => one.jumps))).toBeLessThanOrEqual(12);
      expect(mean(outcomes.map((one) => one.near))).toBeGreaterThanOrEqual(0.75);
      expect(mean(outcomes.map((one) => one.close))).toBeGreaterThanOrEqual(0.9);
      expect(outcomes.some((one) => one.behind)).toBe(false);
    },
  );

  test('who starts 600 ms late is made up by rate alone, and the rate comes to rest', () => {
    const { jumps, near } = play({ jumpMs: 300, stalls: 0 }, 3, -0.6, 60_000);
    expect(jumps).toBe(0);
    // 5 % of a second a second, after the first five samples.
    expect(near).toBeGreaterThan(0.75);
    const control = new DriftControl();
    const wishes = Array.from({ length: 40 }, (_, at) =>
      control.sample({ at: at * 250, position: at * 0.25, target: at * 0.25 + 0.06 }),
    );
    expect(new Set(wishes.map((wish) => wish.kind))).toEqual(new Set(['stay']));
  });

  test('a jump’s own latency is learnt and not taken for another delay', () => {
    const control = new DriftControl();
    const random = dice(5);
    const player = new ModelPlayer(-5, { jumpMs: 1_500, stalls: 0 }, random);
    for (let now = 0; now < 60_000; now += 250) {
      player.pass(250);
      if (!player.plays) {
        control.suspend();
        continue;
      }
      const sample = { at: now, position: player.position, target: now / 1_000 };
      const wish = control.sample(sample);
      if (wish.kind === 'seek') player.seek(wish.to);
      player.rate = wish.kind === 'nudge' ? wish.factor : 1;
    }
    expect(player.jumps).toBeLessThanOrEqual(3);
    expect(control.latency).toBeGreaterThan(0.5);
    expect(Math.abs(player.position - 60)).toBeLessThan(0.5);
  });

  test('after three jumps in a minute that did not help it says so and lets be', () => {
    const { jumps, behind } = play({ jumpMs: 200, stalls: 0, stuck: true }, 9, -20, 120_000);
    expect(jumps).toBe(3);
    expect(behind).toBe(true);
  });

  test('a new decision of the room begins anew', () => {
    const control = new DriftControl();
    for (let at = 0; at < 60_000; at += 250) {
      control.sample({ at, position: 0, target: 30 });
    }
    expect(control.isBehind).toBe(true);
    control.restart();
    expect(control.isBehind).toBe(false);
    const wish = control.sample({ at: 60_250, position: 0, target: 30 });
    expect(wish.kind).toBe('seek');
  });
});
