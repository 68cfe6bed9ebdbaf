/** @file Which mark lies under a finger. Distances are CSS pixels of the screen. */

import type { Annotation } from '../wire/generated';
import { clamp, type Point, toScreen } from './geometry';
import { anchorOf, blockOf, linePx, PIN_PX, PIN_STEM_PX } from './ink_words';
import { decodePath, distanceToSegment } from './path';
import type { Projection } from './projection';

/** A finger is not exact. */
const REACH_PX = 12;
/** An ellipse is looked at as so many straight sides. */
const SIDES = 40;

/** The mark on top at this place of the surface, if there is one within reach. */
export function markAt(
  marks: readonly Annotation[],
  at: Point,
  view: Projection,
): Annotation | null {
  let best: Annotation | null = null;
  let nearest = REACH_PX;
  for (const mark of marks) {
    const away = distanceTo(mark, at, view);
    // Of two that are equally near the later one lies on top.
    if (away <= nearest) [best, nearest] = [mark, away];
  }
  return best;
}

/** From a place of the surface to the ink of a mark; 0 on it. */
export function distanceTo({ mark }: Annotation, at: Point, view: Projection): number {
  if (mark.tool === 'pin') {
    const anchor = anchorOf(mark, view);
    if (!anchor) return Number.POSITIVE_INFINITY;
    return Math.max(0, Math.hypot(at.x - anchor.x, at.y - anchor.y + PIN_STEM_PX) - PIN_PX);
  }
  if (mark.tool === 'text') {
    const anchor = anchorOf(mark, view);
    if (!anchor) return Number.POSITIVE_INFINITY;
    const line = linePx(mark, view);
    const { lines, width, rtl } = blockOf(mark);
    const left = rtl ? anchor.x - width * line : anchor.x;
    const x = clamp(at.x, left, left + width * line);
    const y = clamp(at.y, anchor.y, anchor.y + lines.length * line);
    return Math.hypot(at.x - x, at.y - y);
  }
  const points = outlineOf(mark.tool, decodePath(mark.path)).map((point) =>
    toScreen(point, view.camera, view.frame, view.turns),
  );
  const half = (mark.width * view.camera.scale) / 2;
  return Math.max(0, nearestOf(points, at) - half);
}

function nearestOf(points: readonly Point[], at: Point): number {
  const [first] = points;
  let nearest = first ? Math.hypot(at.x - first.x, at.y - first.y) : Number.POSITIVE_INFINITY;
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    if (before) nearest = Math.min(nearest, distanceToSegment(at, before, point));
  }
  return nearest;
}

function outlineOf(tool: string, points: readonly Point[]): readonly Point[] {
  const [a, b] = points;
  if (!a || !b) return points;
  if (tool === 'rectangle') return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }, a];
  if (tool === 'ellipse') {
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    return Array.from({ length: SIDES + 1 }, (_, side) => {
      const angle = (side / SIDES) * 2 * Math.PI;
      return {
        x: middle.x + (Math.abs(a.x - b.x) / 2) * Math.cos(angle),
        y: middle.y + (Math.abs(a.y - b.y) / 2) * Math.sin(angle),
      };
    });
  }
  return points;
}
