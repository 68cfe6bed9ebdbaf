/**
 * @file Puts everything live of one animation tick into one frame (RG1). Values that only matter
 * when newest replace each other; strokes and lasers are appended, so no point is lost (RG4).
 */

import { CHUNK_POINTS, type Laser, type LiveFrame, type StrokeChunk } from '../wire/generated';
import { decodePath, encodePath, type Point } from './path';

/** What a caller may say in a tick. */
export type LivePart = Omit<LiveFrame, 'sub'>;

interface Stroke {
  readonly chunk: StrokeChunk;
  readonly points: readonly Point[];
}

interface LaserTrail {
  readonly laser: Laser;
  readonly points: readonly Point[];
}

/** A frame each animation tick at most, and this many a second. */
const PER_SECOND = 70;
const BURST = 4;
/** Where animation ticks do not come (a hidden page), a timer does. */
const FALLBACK_MS = 50;
/** More than this waiting in the browser means the network does not keep up. */
const MAX_BUFFERED = 32 * 1024;
/** Strokes that wait for their frame; more never happens with two hands. */
const MAX_STROKES = 8;

/** Calls back at the next animation tick, or soon where there are none. Returns a stop. */
export function nextTick(run: () => void): () => void {
  let done = false;
  const once = () => {
    if (done) return;
    stop();
    run();
  };
  const frame = typeof requestAnimationFrame === 'function' ? requestAnimationFrame(once) : 0;
  const timer = setTimeout(once, FALLBACK_MS);
  const stop = () => {
    done = true;
    clearTimeout(timer);
    if (frame !== 0) cancelAnimationFrame(frame);
  };
  return stop;
}

/** Adds `next` to what is already waiting of the same stroke. */
export function mergeStroke(waiting: StrokeChunk, next: StrokeChunk): StrokeChunk | null {
  const kept = next.from - waiting.from;
  if (next.cancelled) return next;
  if (kept < 0) return next;
  const before = decodePath(waiting.path);
  if (kept > before.length) return null;
  const path = encodePath([...before.slice(0, kept), ...decodePath(next.path)]);
  return { ...next, from: waiting.from, path };
}

/** The part of a stroke that fits into one frame, and the rest. */
function cut({ chunk, points }: Stroke): [StrokeChunk, Stroke | null] {
  if (points.length <= CHUNK_POINTS) return [chunk, null];
  const head = { ...chunk, path: encodePath(points.slice(0, CHUNK_POINTS)) };
  const rest = points.slice(CHUNK_POINTS);
  const tail = { ...chunk, from: chunk.from + CHUNK_POINTS, path: encodePath(rest) };
  return [head, { chunk: tail, points: rest }];
}

/** What a live lane needs. */
export interface LiveOptions {
  /** The number of the open topic; null while there is none. */
  readonly sub: () => number | null;
  readonly send: (frame: LiveFrame) => boolean;
  readonly buffered: () => number;
  readonly tick?: (run: () => void) => () => void;
  /** Calls back at the end of the running task. */
  readonly soon?: (run: () => void) => void;
}

/** See {@link createLive}. */
export interface Live {
  push(part: LivePart): void;
  /** Forgets what is waiting, such as when the connection is lost. */
  clear(): void;
}

/** Makes the live lane of one topic. */
export function createLive(options: LiveOptions): Live {
  const tick = options.tick ?? nextTick;
  const soon = options.soon ?? queueMicrotask;
  let registers: Omit<LivePart, 'stroke' | 'laser'> = {};
  let strokes: Stroke[] = [];
  let trail: LaserTrail | null = null;
  let stop: (() => void) | null = null;
  let leaving = false;
  let tokens = BURST;
  let filledAt = performance.now();

  function waiting(): boolean {
    return strokes.length > 0 || trail !== null || Object.keys(registers).length > 0;
  }

  /**
   * The first value of a tick leaves at the end of the task that brought it, because waiting for
   * the tick would cost the other side up to a frame; what comes later in the tick waits for the
   * next one.
   */
  function schedule() {
    if (stop !== null || leaving || !waiting()) return;
    leaving = true;
    soon(() => {
      leaving = false;
      flush();
      hold();
    });
  }

  function hold() {
    if (stop !== null) return;
    stop = tick(() => {
      stop = null;
      if (!waiting()) return;
      flush();
      hold();
    });
  }

  function allowed(): boolean {
    const now = performance.now();
    tokens = Math.min(BURST, tokens + ((now - filledAt) / 1000) * PER_SECOND);
    filledAt = now;
    return tokens >= 1 && options.buffered() <= MAX_BUFFERED;
  }

  function flush() {
    const sub = options.sub();
    if (sub === null) return clear();
    if (!allowed()) return;
    tokens -= 1;
    const frame: LiveFrame = { sub, ...registers };
    registers = {};
    const first = strokes[0];
    if (first) {
      const [now, later] = cut(first);
      frame.stroke = now;
      strokes = later ? [later, ...strokes.slice(1)] : strokes.slice(1);
    }
    if (trail) {
      frame.laser = { ...trail.laser, path: encodePath(trail.points.slice(-CHUNK_POINTS)) };
      trail = null;
    }
    options.send(frame);
  }

  function addStroke(chunk: StrokeChunk) {
    const at = strokes.findIndex((stroke) => stroke.chunk.sid === chunk.sid);
    const known = strokes[at];
    const merged = known ? mergeStroke(known.chunk, chunk) : null;
    if (merged) strokes[at] = { chunk: merged, points: decodePath(merged.path) };
    else strokes.push({ chunk, points: decodePath(chunk.path) });
    strokes = strokes.slice(-MAX_STROKES);
  }

  function addLaser(laser: Laser) {
    const points = decodePath(laser.path);
    const continues = trail !== null && !laser.down && trail.laser.item === laser.item;
    trail =
      trail !== null && continues
        ? { laser: trail.laser, points: [...trail.points, ...points] }
        : { laser, points };
  }

  function clear() {
    registers = {};
    strokes = [];
    trail = null;
    stop?.();
    stop = null;
  }

  return {
    push: ({ stroke, laser, ...rest }) => {
      if (options.sub() === null) return;
      registers = { ...registers, ...rest };
      if (stroke) addStroke(stroke);
      if (laser) addLaser(laser);
      schedule();
    },
    clear,
  };
}
