/** @file Strokes while they are drawn and until the log has them. */

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHUNK_POINTS, PATH_POINTS, type StrokeChunk } from '../wire/generated';
import { type FakePort, FakeRoom, ITEM } from './fake_room';
import type { Point } from './geometry';
import { decodePath, distanceToSegment, encodePath, simplify, wirePoint } from './path';
import { codeOf } from './problems';
import { OwnStrokes, RemoteStrokes } from './strokes';

const points = fc.array(
  fc.record({
    x: fc.integer({ min: -8192, max: 40_960 }),
    y: fc.integer({ min: -8192, max: 40_960 }),
  }),
  { minLength: 1, maxLength: 400 },
);

function hand(port: FakePort) {
  const problems: string[] = [];
  const made: string[][] = [];
  const own = new OwnStrokes({
    me: port.me,
    momentOf: () => null,
    newId: port.newId,
    op: port.op,
    changed: () => {},
    made: (ids) => made.push([...ids]),
    refused: (error) => problems.push(codeOf(error)),
  });
  return { own, problems, made };
}

/** Everything there is to send, tick by tick. */
function drain(own: OwnStrokes): StrokeChunk[] {
  const chunks: StrokeChunk[] = [];
  for (let chunk = own.nextChunk(); chunk; chunk = own.nextChunk()) chunks.push(chunk);
  return chunks;
}

describe('paths', () => {
  it('decode to what was encoded', () => {
    fc.assert(
      fc.property(points, (line) => {
        expect(decodePath(encodePath(line))).toEqual(line);
      }),
    );
  });

  it('keep within the surroundings that marks may use', () => {
    expect(wirePoint({ x: -1e9, y: 1e9 })).toEqual({ x: -8192, y: 532_480 });
  });

  it('simplified stay within the tolerance of every point', () => {
    fc.assert(
      fc.property(points, (line) => {
        const kept = simplify(line, 60, Number.POSITIVE_INFINITY);
        for (const point of line) {
          const away = kept.map((at, index) => distanceToSegment(point, kept[index - 1] ?? at, at));
          expect(Math.min(...away)).toBeLessThanOrEqual(60 + 1e-6);
        }
        expect(kept.at(0)).toEqual(line.at(0));
        expect(kept.at(-1)).toEqual(line.at(-1));
      }),
    );
  });

  it('simplified keep neighbours near each other, so that corners stay corners', () => {
    const side: Point[] = Array.from({ length: 101 }, (_, at) => ({ x: at * 10, y: 0 }));
    const kept = simplify(side, 5, 80);
    const gaps = kept.slice(1).map((point, at) => point.x - (kept[at]?.x ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(80);
    expect(kept.length).toBeLessThan(25);
  });
});

describe('strokes of others', () => {
  it('rg4 have the author’s points however chunks were cut and sent again', () => {
    fc.assert(
      fc.property(points, fc.array(fc.integer({ min: 0, max: 399 })), (line, cuts) => {
        const remote = new RemoteStrokes();
        const base = {
          sid: 's',
          item: ITEM.id,
          tool: 'pen',
          width: 100,
          cancelled: false,
        } as const;
        const starts = [0, ...cuts.filter((cut) => cut < line.length).sort((a, b) => a - b)];
        for (const [index, from] of starts.entries()) {
          const to = starts[index + 1] ?? line.length;
          // A chunk may overlap what is there: the receiver keeps `from` points.
          remote.receive('a', { ...base, from, path: encodePath(line.slice(from, to + 3)) }, 0);
        }
        remote.receive('a', { ...base, from: 0, path: encodePath(line) }, 0);
        expect(remote.on(ITEM.id, 0)[0]?.points).toEqual(line);
      }),
    );
  });

  it('rg4 pass over a chunk behind a hole, end with the mark, and vanish when given up', () => {
    const remote = new RemoteStrokes();
    const chunk: StrokeChunk = {
      sid: 's',
      item: ITEM.id,
      tool: 'pen',
      width: 100,
      from: 5,
      path: [1, 1],
      cancelled: false,
    };
    expect(remote.receive('a', chunk, 0)).toBe(false);
    expect(remote.receive('a', { ...chunk, from: 0 }, 0)).toBe(true);
    expect(remote.settle(new Set(['s']))).toBe(true);
    remote.receive('a', { ...chunk, from: 0 }, 0);
    remote.receive('a', { ...chunk, path: [], cancelled: true }, 0);
    expect(remote.on(ITEM.id, 0)).toEqual([]);
  });
});

describe('own strokes', () => {
  let room: FakeRoom;
  let port: FakePort;

  beforeEach(() => {
    vi.useFakeTimers();
    room = new FakeRoom();
    port = room.join('visitor', null, 30);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function settle(own: OwnStrokes): void {
    const { annotations, seq } = port.state.value;
    own.settle(new Set(annotations.map((mark) => mark.id)), seq);
  }

  it('an2 stay on screen until the log has the mark of the same id', async () => {
    const { own } = hand(port);
    own.begin('pen', ITEM.id, { x: 10, y: 10 }, 100, 0.1);
    own.extend([
      { x: 500, y: 10 },
      { x: 900, y: 500 },
    ]);
    const sid = drain(own)[0]?.sid;
    own.finish();
    expect(own.on(ITEM.id).map((stroke) => stroke.sid)).toEqual([sid]);
    await vi.advanceTimersByTimeAsync(40);
    settle(own);
    expect(own.on(ITEM.id)).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(40);
    settle(own);
    expect(own.on(ITEM.id)).toEqual([]);
    expect(port.state.value.annotations.map((mark) => mark.id)).toEqual([sid]);
  });

  it('vanish with a word when they are refused', async () => {
    room.refuse.set('add_annotation', 'full');
    const { own, problems } = hand(port);
    own.begin('pen', ITEM.id, { x: 10, y: 10 }, 100, 0.1);
    drain(own);
    own.finish();
    await vi.advanceTimersByTimeAsync(100);
    expect(own.on(ITEM.id)).toEqual([]);
    expect(problems).toEqual(['full']);
    expect(drain(own)).toMatchObject([{ cancelled: true }]);
  });

  it('rg5 begin again from point 0 after a break', () => {
    const { own } = hand(port);
    own.begin('pen', ITEM.id, { x: 0, y: 0 }, 100, 1);
    own.extend([{ x: 100, y: 0 }]);
    drain(own);
    own.extend([{ x: 200, y: 0 }]);
    own.resend();
    const [chunk] = drain(own);
    expect(chunk?.from).toBe(0);
    expect(decodePath(chunk?.path ?? [])).toHaveLength(3);
  });

  it('an3 are cut into marks of at most 600 points that one undo takes away', async () => {
    const { own, made } = hand(port);
    own.begin('pen', ITEM.id, { x: 0, y: 0 }, 100, 1);
    const seen: StrokeChunk[] = [];
    for (let at = 1; at <= 1500; at += 1) {
      own.extend([{ x: at * 20, y: (at % 2) * 400 }]);
      if (at % 50 === 0) seen.push(...drain(own));
    }
    seen.push(...drain(own));
    own.finish();
    for (const chunk of seen) expect(chunk.path.length / 2).toBeLessThanOrEqual(CHUNK_POINTS);
    await vi.advanceTimersByTimeAsync(100);
    const marks = port.state.value.annotations;
    expect(marks).toHaveLength(3);
    for (const { mark } of marks) expect(mark.path.length / 2).toBeLessThanOrEqual(PATH_POINTS);
    expect(made.at(-1)).toEqual(marks.map((mark) => mark.id));
  });

  it('an arrow sends its head again and again, and one without a length is none', async () => {
    const { own } = hand(port);
    own.begin('arrow', ITEM.id, { x: 0, y: 0 }, 100, 1);
    drain(own);
    own.extend([{ x: 50, y: 50 }]);
    expect(drain(own)).toMatchObject([{ from: 1, path: [50, 50] }]);
    own.extend([{ x: 90, y: 50 }]);
    expect(drain(own)).toMatchObject([{ from: 1, path: [90, 50] }]);
    own.finish();
    own.begin('arrow', ITEM.id, { x: 0, y: 0 }, 100, 1);
    drain(own);
    own.finish();
    expect(drain(own)).toMatchObject([{ cancelled: true }]);
    await vi.advanceTimersByTimeAsync(100);
    expect(port.state.value.annotations.map(({ mark }) => mark.path)).toEqual([[0, 0, 90, 50]]);
  });

  it.each(['rectangle', 'ellipse'] as const)('an3 a %s lies between two corners', async (tool) => {
    const { own } = hand(port);
    own.begin(tool, ITEM.id, { x: 100, y: 100 }, 100, 1);
    own.extend([{ x: 500, y: 300 }]);
    own.extend([{ x: 900, y: 700 }]);
    expect(drain(own)).toMatchObject([{ tool, from: 0, path: [100, 100, 800, 600] }]);
    own.finish();
    // A slip of the hand is no shape.
    own.begin(tool, ITEM.id, { x: 100, y: 100 }, 100, 1);
    own.extend([{ x: 102, y: 101 }]);
    own.finish();
    await vi.advanceTimersByTimeAsync(100);
    const paths = port.state.value.annotations.map(({ mark }) => mark.path);
    expect(paths).toEqual([[100, 100, 800, 600]]);
  });

  it('a cancelled stroke takes its preview away at the others', () => {
    const { own } = hand(port);
    own.begin('pen', ITEM.id, { x: 0, y: 0 }, 100, 1);
    drain(own);
    own.cancel();
    expect(own.on(ITEM.id)).toEqual([]);
    expect(drain(own)).toMatchObject([{ cancelled: true, path: [] }]);
  });
});
