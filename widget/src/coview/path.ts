/** @file Points of marks as the wire carries them, and fewer points for the same line. */

import { MARGIN, PATH_POINTS, type Path, UNIT } from '../wire/generated';
import { clamp, type Point } from './geometry';

/** Tallest picture of the protocol, in image units (CV3). */
const TALLEST = UNIT * 16;
const THINNEST = 16;
const THICKEST = UNIT / 16;

/** A point in whole units and within the surroundings that marks may use (AN3). */
export function wirePoint(point: Point): Point {
  return {
    x: Math.round(clamp(point.x, -MARGIN, UNIT + MARGIN)),
    y: Math.round(clamp(point.y, -MARGIN, TALLEST + MARGIN)),
  };
}

/** A line width in whole units that the protocol allows (AN3). */
export function wireWidth(width: number): number {
  return Math.round(clamp(width, THINNEST, THICKEST));
}

/** Codes points of `wirePoint`: the first absolute, each later one as the step from the last. */
export function encodePath(points: readonly Point[]): Path {
  const path: number[] = [];
  let last: Point = { x: 0, y: 0 };
  for (const point of points) {
    path.push(point.x - last.x, point.y - last.y);
    last = point;
  }
  return path;
}

/** The absolute points; a number without its partner is passed over. */
export function decodePath(path: Path): Point[] {
  const points: Point[] = [];
  let x = 0;
  let y = 0;
  for (let at = 0; at + 1 < path.length; at += 2) {
    x += path[at] ?? 0;
    y += path[at + 1] ?? 0;
    points.push({ x, y });
  }
  return points;
}

/**
 * Ramer–Douglas–Peucker: few of the given points, whose line stays within `tolerance` of all of
 * them. Neighbours stay within `spacing` of each other where the stroke had points to do so,
 * because a smoothed line through far neighbours would round off the corners between them.
 */
export function simplify(points: readonly Point[], tolerance: number, spacing: number): Point[] {
  if (points.length < 3) return [...points];
  const keep = new Uint8Array(points.length);
  keep[0] = 1;
  keep[points.length - 1] = 1;
  // A list instead of recursion: a stroke of 600 points could go 600 deep.
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    if (to - from < 2) continue;
    const far = farthest(points, from, to);
    if (far.distance > tolerance) {
      keep[far.index] = 1;
      spans.push([from, far.index], [far.index, to]);
    } else if (apart(points[from], points[to]) > spacing) {
      const middle = (from + to) >> 1;
      keep[middle] = 1;
      spans.push([from, middle], [middle, to]);
    }
  }
  return points.filter((_, index) => keep[index] === 1);
}

function apart(a: Point | undefined, b: Point | undefined): number {
  return a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;
}

function farthest(points: readonly Point[], from: number, to: number) {
  const a = points[from];
  const b = points[to];
  let index = from;
  let distance = 0;
  if (!a || !b) return { index, distance };
  for (let at = from + 1; at < to; at += 1) {
    const point = points[at];
    if (!point) continue;
    const away = distanceToSegment(point, a, b);
    if (away > distance) {
      distance = away;
      index = at;
    }
  }
  return { index, distance };
}

/** Distance of `point` from the segment `a`–`b`, not from the endless line: strokes turn back. */
export function distanceToSegment(point: Point, a: Point, b: Point): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length = dx * dx + dy * dy;
  const along =
    length === 0 ? 0 : clamp(((point.x - a.x) * dx + (point.y - a.y) * dy) / length, 0, 1);
  return Math.hypot(point.x - a.x - along * dx, point.y - a.y - along * dy);
}

/** Whether a stroke of so many points must end here and go on as another mark. */
export function isFullStroke(points: number): boolean {
  return points >= PATH_POINTS;
}
