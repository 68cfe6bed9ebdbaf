/**
 * @file Paints what lies over the picture: marks, strokes being drawn, lasers, and the outlines
 * of those who look on their own. Keeps no state beyond cached shapes.
 */

import type { Annotation, Path, Tool } from '../wire/generated';
import { inkOn } from './colours';
import { type Camera, type Frame, type Point, type Rect, type Turns, toScreen } from './geometry';
import { FADE_MS, type Spark } from './laser';
import { decodePath } from './path';
import type { OpenStroke } from './strokes';

/** How the canvas sees the picture right now. */
export interface Projection {
  readonly camera: Camera;
  readonly frame: Frame;
  readonly turns: Turns;
  /** Canvas pixels per CSS pixel. */
  readonly density: number;
}

/** An outline with the name of who looks there. */
export interface Outline {
  readonly rect: Rect;
  readonly colour: string;
  readonly label: string;
}

/** Thinnest line, in CSS pixels, so that a fine mark is still seen when zoomed out. */
const THINNEST_PX = 1.5;
/** White rim and dark edge around each mark, in CSS pixels, so that it shows on any picture. */
const RIM_PX = 1.5;
const EDGE_PX = 0.75;
const RIM = 'rgba(255, 255, 255, 0.92)';
const EDGE = 'rgba(0, 0, 0, 0.28)';

/** Shapes in image units; a mark never changes, so its shape is made once. */
const shapes = new WeakMap<Path, Map<number, Path2D>>();

/** Paints the marks of the log. */
export function paintMarks(
  context: CanvasRenderingContext2D,
  marks: readonly Annotation[],
  colourOf: (author: string) => string,
  view: Projection,
): void {
  intoImageUnits(context, view);
  for (const { mark, author } of marks) {
    const width = lineWidth(mark.width, view.camera);
    let shape = shapes.get(mark.path)?.get(width);
    if (!shape) {
      shape = shapeOf(mark.tool, decodePath(mark.path), width);
      // Only the head of an arrow depends on the width on screen, so one entry is enough.
      shapes.set(mark.path, new Map([[width, shape]]));
    }
    strokeShape(context, shape, width, colourOf(author), view.camera);
  }
}

/** Paints strokes that are not in the log yet. */
export function paintStrokes(
  context: CanvasRenderingContext2D,
  strokes: readonly OpenStroke[],
  colourOf: (author: string) => string,
  view: Projection,
): void {
  intoImageUnits(context, view);
  for (const stroke of strokes) {
    const width = lineWidth(stroke.width, view.camera);
    const shape = shapeOf(stroke.tool, stroke.points, width);
    strokeShape(context, shape, width, colourOf(stroke.author), view.camera);
  }
}

/** Wipes the whole canvas. */
export function clear(context: CanvasRenderingContext2D): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
}

/** Sets the transform under which one unit of the context is one image unit. */
export function intoImageUnits(context: CanvasRenderingContext2D, view: Projection): void {
  const { camera, frame, turns, density } = view;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.translate(frame.x + frame.w / 2, frame.y + frame.h / 2);
  context.rotate((turns * Math.PI) / 2);
  context.scale(camera.scale, camera.scale);
  context.translate(-camera.cu, -camera.cv);
}

function lineWidth(width: number, camera: Camera): number {
  return Math.max(width, THINNEST_PX / camera.scale);
}

function strokeShape(
  context: CanvasRenderingContext2D,
  shape: Path2D,
  width: number,
  colour: string,
  camera: Camera,
): void {
  const px = 1 / camera.scale;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = EDGE;
  context.lineWidth = width + 2 * (RIM_PX + EDGE_PX) * px;
  context.stroke(shape);
  context.strokeStyle = RIM;
  context.lineWidth = width + 2 * RIM_PX * px;
  context.stroke(shape);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke(shape);
}

function shapeOf(tool: Tool, points: readonly Point[], width: number): Path2D {
  switch (tool) {
    case 'pen':
    case 'highlighter':
      return penShape(points);
    case 'arrow':
      return arrowShape(points, width);
    case 'rectangle':
    case 'ellipse':
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

function arrowShape(points: readonly Point[], width: number): Path2D {
  const shape = new Path2D();
  const tail = points[0];
  const head = points[1];
  if (!tail || !head) return tail ? penShape([tail]) : shape;
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

/** Width of a fresh laser trail, in CSS pixels. */
const BEAM_PX = 5;

/** Paints one hand's laser: a trail that thins and fades, and a lit dot at its end. */
export function paintTrail(
  context: CanvasRenderingContext2D,
  sparks: readonly Spark[],
  colour: string,
  now: number,
  view: Projection,
): void {
  context.setTransform(view.density, 0, 0, view.density, 0, 0);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  const places = sparks.map((spark) => ({
    ...toScreen(spark, view.camera, view.frame, view.turns),
    first: spark.first,
    life: Math.max(0, 1 - (now - spark.at) / FADE_MS),
  }));
  const passes: readonly [colour: string, grow: number, alpha: number][] = [
    [colour, 9, 0.16],
    [colour, 4, 0.35],
    [colour, 0, 0.95],
    ['#ffffff', -3, 0.9],
  ];
  for (const [stroke, grow, alpha] of passes) {
    context.strokeStyle = stroke;
    for (const [index, place] of places.entries()) {
      const before = places[index - 1];
      if (!before || place.first) continue;
      context.globalAlpha = alpha * place.life;
      context.lineWidth = Math.max(0.5, (BEAM_PX + grow) * place.life);
      context.beginPath();
      context.moveTo(before.x, before.y);
      context.lineTo(place.x, place.y);
      context.stroke();
    }
  }
  const tip = places.at(-1);
  if (tip) paintTip(context, tip, tip.life, colour);
  context.globalAlpha = 1;
}

function paintTip(
  context: CanvasRenderingContext2D,
  at: Point,
  life: number,
  colour: string,
): void {
  const discs: readonly [radius: number, fill: string, alpha: number][] = [
    [13, colour, 0.18],
    [8, colour, 0.4],
    [5.5, '#ffffff', 0.95],
    [4, colour, 1],
  ];
  for (const [radius, fill, alpha] of discs) {
    context.globalAlpha = alpha * life;
    context.fillStyle = fill;
    context.beginPath();
    context.arc(at.x, at.y, radius, 0, 2 * Math.PI);
    context.fill();
  }
}

/** Paints where somebody else looks: a thin frame with a name on it. */
export function paintOutline(
  context: CanvasRenderingContext2D,
  outline: Outline,
  view: Projection,
): void {
  const { rect, colour, label } = outline;
  const { camera, frame, turns, density } = view;
  context.setTransform(density, 0, 0, density, 0, 0);
  const corners = [-1, 1].map((side) =>
    toScreen(
      { x: rect.cu + (side * rect.eu) / 2, y: rect.cv + (side * rect.ev) / 2 },
      camera,
      frame,
      turns,
    ),
  );
  const [a, b] = corners;
  if (!a || !b) return;
  const inset = 2;
  // Kept on the canvas, so that a rectangle larger than it still shows as its edge.
  const left = Math.max(Math.min(a.x, b.x), frame.x + inset);
  const right = Math.min(Math.max(a.x, b.x), frame.x + frame.w - inset);
  const top = Math.max(Math.min(a.y, b.y), frame.y + inset);
  const bottom = Math.min(Math.max(a.y, b.y), frame.y + frame.h - inset);
  if (right - left < 8 || bottom - top < 8) return;
  context.lineJoin = 'round';
  const rims: readonly [string, number][] = [
    ['rgba(255, 255, 255, 0.9)', 4],
    [colour, 2],
  ];
  for (const [stroke, width] of rims) {
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.beginPath();
    context.roundRect(left, top, right - left, bottom - top, 6);
    context.stroke();
  }
  paintLabel(context, label, left, top, colour);
}

function paintLabel(
  context: CanvasRenderingContext2D,
  label: string,
  x: number,
  y: number,
  colour: string,
): void {
  context.font = '600 12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const width = context.measureText(label).width + 16;
  context.fillStyle = colour;
  context.beginPath();
  context.roundRect(x - 1, y - 1, width, 22, 6);
  context.fill();
  context.fillStyle = inkOn(colour);
  context.fillText(label, x + 7, y + 10.5);
}
