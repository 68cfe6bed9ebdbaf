/** @file The outline of a drawn mark, in image units. */

import type { Tool } from '../wire/generated';
import type { Point } from './geometry';

/** The shape of a mark that is drawn with a line; empty for words and pins. */
export function shapeOf(tool: Tool, points: readonly Point[], width: number): Path2D {
  const [first, second] = points;
  if (!first) return new Path2D();
  switch (tool) {
    case 'pen':
    case 'highlighter':
      return penShape(points);
    case 'arrow':
      return second ? arrowShape(first, second, width) : penShape([first]);
    case 'rectangle':
      return second ? rectangleShape(first, second) : penShape([first]);
    case 'ellipse':
      return second ? ellipseShape(first, second) : penShape([first]);
    case 'text':
    case 'pin':
      return new Path2D();
  }
}

/** A line through the middles of neighbouring points, bent by the points: smooth and local. */
function penShape(points: readonly Point[]): Path2D {
  const shape = new Path2D();
  const [first, ...rest] = points;
  if (!first) return shape;
  shape.moveTo(first.x, first.y);
  // A round cap makes a dot of a line without length.
  if (rest.length === 0) shape.lineTo(first.x, first.y);
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    if (next)
      shape.quadraticCurveTo(point.x, point.y, (point.x + next.x) / 2, (point.y + next.y) / 2);
    else shape.lineTo(point.x, point.y);
  }
  return shape;
}

/** Half the opening of an arrow's head. */
const HEAD_ANGLE = Math.PI / 6.5;

function arrowShape(tail: Point, head: Point, width: number): Path2D {
  const shape = new Path2D();
  const length = Math.hypot(head.x - tail.x, head.y - tail.y);
  const barb = Math.min(4.5 * width, length * 0.6);
  const back = Math.atan2(tail.y - head.y, tail.x - head.x);
  shape.moveTo(tail.x, tail.y);
  shape.lineTo(head.x, head.y);
  shape.moveTo(
    head.x + barb * Math.cos(back - HEAD_ANGLE),
    head.y + barb * Math.sin(back - HEAD_ANGLE),
  );
  shape.lineTo(head.x, head.y);
  shape.lineTo(
    head.x + barb * Math.cos(back + HEAD_ANGLE),
    head.y + barb * Math.sin(back + HEAD_ANGLE),
  );
  return shape;
}

function rectangleShape(a: Point, b: Point): Path2D {
  const shape = new Path2D();
  shape.rect(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y));
  return shape;
}

function ellipseShape(a: Point, b: Point): Path2D {
  const shape = new Path2D();
  const [rx, ry] = [Math.abs(a.x - b.x) / 2, Math.abs(a.y - b.y) / 2];
  shape.ellipse((a.x + b.x) / 2, (a.y + b.y) / 2, rx, ry, 0, 0, 2 * Math.PI);
  return shape;
}
