/** @file A hand that draws without rest by the protocol alone, and how late others see it. */

import { uuid } from './member.mjs';

/** A hand's frame. */
export const FRAME_MS = 1_000 / 60;
/** Frames of one stroke, after which it becomes a mark. */
const STROKE_FRAMES = 90;
/** Points of a frame: a hand of 120 events a second. */
const FRAME_POINTS = 2;
/** Line width in 1/32768 of the picture's width. */
const LINE = 128;

/** When which points of whose stroke were sent, so that whoever gets them knows their age. */
export class Ages {
  #sent = new Map();
  values = [];

  /** Points up to `upTo` of a stroke leave. */
  leave(sid, upTo, at) {
    const waiting = this.#sent.get(sid) ?? [];
    this.#sent.set(sid, waiting);
    waiting.push({ upTo, at });
  }

  /** A live frame of somebody has come. Frames may have been merged on the way. */
  come(text) {
    const { stroke } = JSON.parse(text);
    const waiting = stroke && this.#sent.get(stroke.sid);
    if (!waiting) return;
    const upTo = stroke.from + stroke.path.length / 2;
    const now = performance.now();
    while (waiting.length > 0 && waiting[0].upTo <= upTo) {
      this.values.push(now - waiting.shift().at);
    }
  }

  /** Begins to count anew. */
  clear() {
    this.values = [];
  }
}

/**
 * Draws with `member` on `item`, within a rectangle in image units, until it is stopped. Each frame
 * leaves when it is due; `ages` hears of it.
 */
export function draw(member, item, { u, v, width, height }, ages) {
  // Hands do not move in step.
  const began = performance.now() + Math.random() * FRAME_MS;
  let [frame, stroke] = [0, null];
  let failed = null;
  const pointAt = (n) => [
    Math.round(u + ((n * 163) % width)),
    Math.round(v + height * (0.5 + 0.5 * Math.sin(n / 23))),
  ];
  const step = (due) => {
    stroke ??= { sid: uuid(), points: [] };
    const from = stroke.points.length;
    for (let n = 0; n < FRAME_POINTS; n += 1) {
      stroke.points.push(pointAt(frame * FRAME_POINTS + n));
    }
    const common = { tool: 'pen', width: LINE };
    const path = encoded(stroke.points.slice(from));
    const chunk = { sid: stroke.sid, item, ...common, from, path, cancelled: false };
    ages?.leave(stroke.sid, stroke.points.length, due);
    member.live({ stroke: chunk });
    frame += 1;
    if (frame % STROKE_FRAMES > 0) return;
    const mark = { ...common, path: encoded(stroke.points) };
    member.ask({ do: 'add_annotation', annotation: stroke.sid, item, mark }).catch((error) => {
      failed ??= error;
    });
    stroke = null;
  };
  const timer = setInterval(() => {
    for (let due = began + frame * FRAME_MS; due <= performance.now(); ) {
      step(due);
      due = began + frame * FRAME_MS;
    }
  }, 2);
  return {
    stop: () => {
      clearInterval(timer);
      if (failed) throw failed;
    },
  };
}

/** Paths travel as differences, the first point as it is. */
function encoded(points) {
  return points.flatMap(([u, v], at) => {
    const [pu, pv] = points[at - 1] ?? [0, 0];
    return [u - pu, v - pv];
  });
}
