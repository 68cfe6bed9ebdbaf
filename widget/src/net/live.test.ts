/** @file One frame a tick, and no point of a stroke lost on the way into it. */

import fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import { CHUNK_POINTS, type LiveFrame, type StrokeChunk } from '../wire/generated';
import { createLive, type Live, mergeStroke } from './live';
import { decodePath, encodePath, type Point } from './path';

let frames: LiveFrame[];
let run: (() => void) | null;
let live: Live;
let sub: number | null;

beforeEach(() => {
  frames = [];
  run = null;
  sub = 4;
  live = createLive({
    sub: () => sub,
    send: (frame) => frames.push(frame) > 0,
    buffered: () => 0,
    soon: (next) => {
      run = next;
    },
    tick: (next) => {
      run = next;
      return () => {
        run = null;
      };
    },
  });
});

function tick() {
  const next = run;
  run = null;
  next?.();
}

const chunk = (from: number, points: Point[], more: Partial<StrokeChunk> = {}): StrokeChunk => ({
  sid: 's',
  item: 'i',
  tool: 'pen',
  width: 100,
  from,
  path: encodePath(points),
  cancelled: false,
  ...more,
});

test('rg1 everything of a tick is one frame, the newest value of each', () => {
  live.push({ typing: true });
  live.push({ typing: false });
  live.push({ hidden: true });
  expect(frames).toEqual([]);
  tick();
  expect(frames).toEqual([{ sub: 4, typing: false, hidden: true }]);
});

test('rg1 at most seventy frames a second, and the last value still goes', () => {
  const start = performance.now();
  const clock = vi.spyOn(performance, 'now');
  for (let at = 0; at < 1000; at += 5) {
    clock.mockReturnValue(start + at);
    live.push({ applied: { seq: at, fence: 0, n: 0, rttMs: 0 } });
    tick();
  }
  clock.mockReturnValue(start + 1100);
  tick();
  expect(frames.length).toBeLessThanOrEqual(76);
  expect(frames.at(-1)?.applied?.seq).toBe(995);
});

test('rg1 the first value of a tick leaves at once, the next waits for the tick', async () => {
  const ticks: (() => void)[] = [];
  const eager = createLive({
    sub: () => 4,
    send: (frame) => frames.push(frame) > 0,
    buffered: () => 0,
    tick: (next) => {
      ticks.push(next);
      return () => {};
    },
  });
  eager.push({ typing: true });
  await Promise.resolve();
  expect(frames).toEqual([{ sub: 4, typing: true }]);
  eager.push({ typing: false });
  await Promise.resolve();
  expect(frames).toHaveLength(1);
  ticks.shift()?.();
  expect(frames).toHaveLength(2);
  ticks.shift()?.();
  expect(ticks).toEqual([]);
});

test('rg4 chunks of one stroke are appended in one frame', () => {
  live.push({ stroke: chunk(0, [[1, 1]]) });
  live.push({ stroke: chunk(1, [[2, 2]]) });
  live.push({ stroke: chunk(2, [[3, 3]]) });
  tick();
  expect(frames).toHaveLength(1);
  expect(frames[0]?.stroke).toMatchObject({ from: 0, path: [1, 1, 1, 1, 1, 1] });
});

test('rg4 an arrow sends its head again and again', () => {
  const arrow = { tool: 'arrow' } as const;
  live.push({
    stroke: chunk(
      0,
      [
        [0, 0],
        [5, 5],
      ],
      arrow,
    ),
  });
  live.push({ stroke: chunk(1, [[9, 9]], arrow) });
  tick();
  expect(decodePath(frames[0]?.stroke?.path ?? [])).toEqual([
    [0, 0],
    [9, 9],
  ]);
});

test('rg4 two strokes in one tick go one after the other', () => {
  live.push({ stroke: chunk(0, [[1, 1]]) });
  live.push({ stroke: chunk(0, [[2, 2]], { sid: 'other' }) });
  tick();
  tick();
  expect(frames.map((frame) => frame.stroke?.sid)).toEqual(['s', 'other']);
});

test('rg4 a long chunk is cut to the limit and loses nothing', () => {
  const points = Array.from({ length: 300 }, (_, at): Point => [at, at]);
  live.push({ stroke: chunk(0, points) });
  tick();
  tick();
  tick();
  const got = frames.flatMap((frame) => decodePath(frame.stroke?.path ?? []));
  expect(frames.map((frame) => frame.stroke?.from)).toEqual([0, CHUNK_POINTS, 2 * CHUNK_POINTS]);
  expect(got).toEqual(points);
});

test('rg6 laser points are joined within a gesture and not across two', () => {
  live.push({ laser: { item: 'i', path: [1, 1], down: true } });
  live.push({ laser: { item: 'i', path: [2, 2], down: false } });
  tick();
  expect(frames[0]?.laser).toEqual({ item: 'i', path: [1, 1, 1, 1], down: true });
  live.push({ laser: { item: 'i', path: [3, 3], down: false } });
  live.push({ laser: { item: 'i', path: [9, 9], down: true } });
  tick();
  expect(frames[1]?.laser).toEqual({ item: 'i', path: [9, 9], down: true });
});

test('while there is no topic everything is dropped', () => {
  sub = null;
  live.push({ typing: true });
  expect(run).toBeNull();
});

test('rg4 however chunks are merged, the receiver has the author’s points', () => {
  const coordinate = fc.integer({ min: -8192, max: 40960 });
  const point = fc.tuple(coordinate, coordinate);
  const keeps = fc.array(
    fc.record({ back: fc.nat(3), points: fc.array(point, { maxLength: 4 }) }),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(keeps, fc.array(fc.boolean()), (steps, merges) => {
      let author: Point[] = [];
      let receiver: Point[] = [];
      let waiting: StrokeChunk | null = null;
      const deliver = (one: StrokeChunk) => {
        receiver = [...receiver.slice(0, one.from), ...decodePath(one.path)];
      };
      for (const [at, step] of steps.entries()) {
        const from = Math.max(0, author.length - step.back);
        author = [...author.slice(0, from), ...step.points];
        const next = chunk(from, step.points);
        const merged: StrokeChunk | null = waiting ? mergeStroke(waiting, next) : next;
        if (waiting && !merged) deliver(waiting);
        waiting = merged ?? next;
        if (!merges[at]) {
          deliver(waiting);
          waiting = null;
        }
      }
      if (waiting) deliver(waiting);
      expect(receiver).toEqual(author);
    }),
  );
});
