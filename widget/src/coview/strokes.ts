/**
 * @file Marks that are not in the log yet: those others are drawing (append-registers, RG4) and
 * those of this hand, from the first point until the log has them.
 */

import {
  CHUNK_POINTS,
  type Command,
  type Mark,
  type StrokeChunk,
  type Tool,
} from '../wire/generated';
import type { Point } from './geometry';
import { decodePath, encodePath, isFullStroke, simplify, wirePoint, wireWidth } from './path';
import { type DrawnTool, isShape } from './tools';

/** A mark to be painted that is not in the log. */
export interface OpenStroke {
  readonly sid: string;
  readonly author: string;
  readonly item: string;
  readonly tool: Tool;
  readonly width: number;
  readonly points: readonly Point[];
}

/** A stroke without news for this long was given up by somebody who could not say so. */
const FORGOTTEN_MS = 60_000;

/** What others are drawing. */
export class RemoteStrokes {
  readonly #open = new Map<string, OpenStroke & { points: Point[]; heard: number }>();

  /** Takes a chunk; true when something to paint has changed. */
  receive(author: string, chunk: StrokeChunk, now: number): boolean {
    if (chunk.cancelled) return this.#open.delete(chunk.sid);
    const known = this.#open.get(chunk.sid);
    const points = known?.points ?? [];
    // A hole cannot be filled by guessing; the author begins again from 0 after every break.
    if (chunk.from > points.length) return false;
    points.length = chunk.from;
    points.push(...decodePath(chunk.path));
    const { sid, item, tool, width } = chunk;
    this.#open.set(sid, { sid, author, item, tool, width, points, heard: now });
    return true;
  }

  /** Drops those that the log has by now. */
  settle(inLog: ReadonlySet<string>): boolean {
    let changed = false;
    for (const sid of this.#open.keys()) if (inLog.has(sid)) changed = this.#open.delete(sid);
    return changed;
  }

  on(item: string, now: number): OpenStroke[] {
    const shown: OpenStroke[] = [];
    for (const [sid, stroke] of this.#open) {
      if (now - stroke.heard > FORGOTTEN_MS) this.#open.delete(sid);
      else if (stroke.item === item) shown.push(stroke);
    }
    return shown;
  }
}

interface OwnStroke extends OpenStroke {
  readonly tool: DrawnTool;
  readonly points: Point[];
  /** Screen pixels per image unit when it was drawn: decides what detail is worth keeping. */
  readonly scale: number;
  /** The moment of a video it belongs to; null on a picture. */
  readonly atMs: number | null;
  /** Points the others have. */
  sent: number;
  /** Ids of the marks of one long movement, which one undo takes away together. */
  readonly group: string[];
}

/** What an own stroke needs from around it. */
export interface OwnStrokesHost {
  readonly me: string;
  newId(): string;
  /** Where the video stands that is drawn on, in milliseconds; null on a picture. */
  momentOf(item: string): number | null;
  op(command: Command): Promise<{ seq: number }>;
  /** Something to paint has changed. */
  changed(): void;
  /** A movement has become these marks so far. */
  made(ids: readonly string[]): void;
  /** A mark was refused; it has vanished. */
  refused(error: unknown): void;
}

/** Steps smaller than this many screen pixels are noise of the pointer. */
const STEP_PX = 0.8;
/** A shape smaller than this many screen pixels was not meant. */
const SMALLEST_PX = 4;
/** Tolerance of the kept mark against what was drawn, in screen pixels. */
const TOLERANCE_PX = 0.5;
/** Kept points are at most this far apart, in screen pixels, so that smoothing stays local. */
const SPACING_PX = 10;

/** What this hand draws. */
export class OwnStrokes {
  readonly #host: OwnStrokesHost;
  #drawing: OwnStroke | null = null;
  /** Finished, but not in the log yet. `seq` is known once they are committed. */
  readonly #finished = new Map<string, { stroke: OwnStroke; seq: number | null }>();
  readonly #cancelled: OwnStroke[] = [];

  constructor(host: OwnStrokesHost) {
    this.#host = host;
  }

  get isDrawing(): boolean {
    return this.#drawing !== null;
  }

  begin(tool: DrawnTool, item: string, at: Point, width: number, scale: number): void {
    this.#start(tool, item, at, wireWidth(width), scale, []);
    this.#host.changed();
  }

  extend(points: readonly Point[]): void {
    for (const point of points) this.#extendBy(wirePoint(point));
    this.#host.changed();
  }

  /** The hand is lifted: the stroke becomes a mark. */
  finish(): void {
    const stroke = this.#drawing;
    this.#drawing = null;
    if (stroke) this.#keep(stroke);
    this.#host.changed();
  }

  /** The hand did not mean it. */
  cancel(): void {
    const stroke = this.#drawing;
    this.#drawing = null;
    if (stroke && stroke.sent > 0) this.#cancelled.push(stroke);
    this.#host.changed();
  }

  /** What the others should hear next; at most one chunk fits into an animation tick. */
  nextChunk(): StrokeChunk | null {
    const gone = this.#cancelled.shift();
    if (gone) return { ...header(gone), from: 0, path: [], cancelled: true };
    const stroke = this.#drawing;
    if (!stroke || stroke.sent >= stroke.points.length) return null;
    const from = stroke.sent;
    const points = stroke.points.slice(from, from + CHUNK_POINTS);
    stroke.sent = from + points.length;
    const moment = momentPart(stroke.atMs);
    return { ...header(stroke), ...moment, from, path: encodePath(points), cancelled: false };
  }

  get hasPending(): boolean {
    const open = this.#drawing;
    return this.#cancelled.length > 0 || (open !== null && open.sent < open.points.length);
  }

  /** After a break the others may have lost everything: from point 0 again (RG5). */
  resend(): void {
    if (this.#drawing) this.#drawing.sent = 0;
  }

  /** Lets go of strokes that the log has, or had. */
  settle(inLog: ReadonlySet<string>, seq: number): void {
    for (const [sid, { seq: committed }] of this.#finished) {
      const passed = committed !== null && seq >= committed;
      if (inLog.has(sid) || passed) this.#finished.delete(sid);
    }
  }

  on(item: string): OpenStroke[] {
    const all = [...this.#finished.values()].map(({ stroke }) => stroke);
    if (this.#drawing) all.push(this.#drawing);
    return all.filter((stroke) => stroke.item === item);
  }

  #start(
    tool: DrawnTool,
    item: string,
    at: Point,
    width: number,
    scale: number,
    group: string[],
  ): void {
    const sid = this.#host.newId();
    const points = [wirePoint(at)];
    const atMs = this.#host.momentOf(item);
    this.#drawing = {
      sid,
      author: this.#host.me,
      item,
      tool,
      width,
      points,
      scale,
      atMs,
      sent: 0,
      group,
    };
  }

  #extendBy(point: Point): void {
    const stroke = this.#drawing;
    const last = stroke?.points.at(-1);
    if (!stroke || !last) return;
    if (isShape(stroke.tool)) {
      stroke.points[1] = point;
      stroke.sent = Math.min(stroke.sent, 1);
      return;
    }
    if (Math.hypot(point.x - last.x, point.y - last.y) * stroke.scale < STEP_PX) return;
    stroke.points.push(point);
    if (!isFullStroke(stroke.points.length)) return;
    this.#keep(stroke);
    this.#start(stroke.tool, stroke.item, point, stroke.width, stroke.scale, stroke.group);
  }

  #keep(stroke: OwnStroke): void {
    const { sid, item, tool } = stroke;
    const [from, to] = stroke.points;
    // A shape without a length is a slip of the hand.
    const small = !from || !to || apart(from, to) * stroke.scale < SMALLEST_PX;
    if (isShape(tool) && small) {
      if (stroke.sent > 0) this.#cancelled.push(stroke);
      return;
    }
    const points = isShape(tool)
      ? stroke.points
      : simplify(stroke.points, TOLERANCE_PX / stroke.scale, SPACING_PX / stroke.scale);
    const path = encodePath(points);
    const moment = momentPart(this.#host.momentOf(item) ?? stroke.atMs);
    const mark: Mark = { tool, path, width: stroke.width, ...moment };
    const entry: { stroke: OwnStroke; seq: number | null } = { stroke, seq: null };
    this.#finished.set(sid, entry);
    stroke.group.push(sid);
    const answer = this.#host.op({ do: 'add_annotation', annotation: sid, item, mark });
    this.#host.made(stroke.group);
    answer.then(
      ({ seq }) => {
        entry.seq = seq;
        this.#host.changed();
      },
      (error: unknown) => {
        this.#finished.delete(sid);
        this.#cancelled.push(stroke);
        this.#host.changed();
        this.#host.refused(error);
      },
    );
  }
}

function apart(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function header(stroke: OpenStroke) {
  const { sid, item, tool, width } = stroke;
  return { sid, item, tool, width };
}

/** The field of a mark's moment: only marks on a video have one. */
export function momentPart(atMs: number | null): { atMs?: number } {
  return atMs === null ? {} : { atMs };
}
