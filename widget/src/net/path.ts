/** @file The coding of points on the wire: the first absolute, each later one a step. */

import type { Path } from '../wire/generated';

/** A point in 1/32768 of the image width. */
export type Point = readonly [u: number, v: number];

/** The absolute points of a path. */
export function decodePath(path: Path): Point[] {
  const points: Point[] = [];
  let u = 0;
  let v = 0;
  for (let at = 0; at + 1 < path.length; at += 2) {
    u += path[at] ?? 0;
    v += path[at + 1] ?? 0;
    points.push([u, v]);
  }
  return points;
}

/** Codes absolute points. */
export function encodePath(points: readonly Point[]): Path {
  const path: Path = [];
  let last: Point = [0, 0];
  for (const point of points) {
    path.push(point[0] - last[0], point[1] - last[1]);
    last = point;
  }
  return path;
}
