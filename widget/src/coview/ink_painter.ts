/**
 * @file Paints the marks over the picture: those of the log and those still being drawn. Keeps no
 * state beyond cached shapes.
 */

import type { Annotation, Path, Tool } from '../wire/generated';
import type { Camera } from './geometry';
import { shapeOf } from './ink_shapes';
import { paintPin, paintText } from './ink_words';
import { decodePath } from './path';
import { intoImageUnits, type Projection } from './projection';
import type { OpenStroke } from './strokes';

/** Thinnest line, in CSS pixels, so that a fine mark is still seen when zoomed out. */
const THINNEST_PX = 1.5;
/** White rim and dark edge around each mark, in CSS pixels, so that it shows on any picture. */
const RIM_PX = 1.5;
const EDGE_PX = 0.75;
const RIM = 'rgba(255, 255, 255, 0.92)';
const EDGE = 'rgba(0, 0, 0, 0.28)';
/** How much of a highlighter covers; the picture shows through the rest. */
const HIGHLIGHT_ALPHA = 0.42;
/** The glow around the selected mark, in CSS pixels beyond its rim. */
const SELECTED_PX = 4;
const SELECTED = 'rgba(11, 110, 105, 0.55)';

/** Shapes in image units; a mark never changes, so its shape is made once. */
const shapes = new WeakMap<Path, Map<number, Path2D>>();

/** Paints the marks of the log; highlighters below all others, as on paper. */
export function paintMarks(
  context: CanvasRenderingContext2D,
  marks: readonly Annotation[],
  selected: string | null,
  colourOf: (author: string) => string,
  view: Projection,
): void {
  for (const below of [true, false]) {
    for (const one of marks) {
      if ((one.mark.tool === 'highlighter') !== below) continue;
      paintMark(context, one, one.id === selected, colourOf(one.author), view);
    }
  }
}

function paintMark(
  context: CanvasRenderingContext2D,
  { mark, number }: Annotation,
  selected: boolean,
  colour: string,
  view: Projection,
): void {
  if (mark.tool === 'text') {
    paintText(context, mark, colour, view);
  } else if (mark.tool === 'pin') {
    paintPin(context, mark, number, colour, view);
  } else {
    const width = lineWidth(mark.width, view.camera);
    let shape = shapes.get(mark.path)?.get(width);
    if (!shape) {
      shape = shapeOf(mark.tool, decodePath(mark.path), width);
      // Only the head of an arrow depends on the width on screen, so one entry is enough.
      shapes.set(mark.path, new Map([[width, shape]]));
    }
    intoImageUnits(context, view);
    if (selected) glow(context, shape, width, view.camera);
    strokeShape(context, mark.tool, shape, width, colour, view.camera);
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
    strokeShape(context, stroke.tool, shape, width, colourOf(stroke.author), view.camera);
  }
}

function lineWidth(width: number, camera: Camera): number {
  return Math.max(width, THINNEST_PX / camera.scale);
}

function glow(
  context: CanvasRenderingContext2D,
  shape: Path2D,
  width: number,
  camera: Camera,
): void {
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = SELECTED;
  context.lineWidth = width + (2 * (RIM_PX + SELECTED_PX)) / camera.scale;
  context.stroke(shape);
}

function strokeShape(
  context: CanvasRenderingContext2D,
  tool: Tool,
  shape: Path2D,
  width: number,
  colour: string,
  camera: Camera,
): void {
  const px = 1 / camera.scale;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  if (tool === 'highlighter') {
    // No rim: the letters and seams under it are what it is for.
    context.globalAlpha = HIGHLIGHT_ALPHA;
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke(shape);
    context.globalAlpha = 1;
    return;
  }
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
