/** @file Paints where somebody looks who looks on their own. */

import { inkOn } from './colours';
import { type Rect, toScreen } from './geometry';
import { intoPixels, type Projection } from './projection';

/** An outline with the name of who looks there. */
export interface Outline {
  readonly rect: Rect;
  readonly colour: string;
  readonly label: string;
}

/** Paints where somebody else looks: a thin frame with a name on it. */
export function paintOutline(
  context: CanvasRenderingContext2D,
  outline: Outline,
  view: Projection,
): void {
  const { rect, colour, label } = outline;
  const { camera, frame, turns } = view;
  intoPixels(context, view);
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
