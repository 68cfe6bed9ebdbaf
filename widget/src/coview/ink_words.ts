/** @file Paints words and numbered pins: upright on the screen, whichever way the picture is. */

import type { Mark, Path } from '../wire/generated';
import { inkOn } from './colours';
import { type Point, toScreen } from './geometry';
import { decodePath } from './path';
import { intoPixels, type Projection } from './projection';
import { type Block, breakWords, FACE, LETTER, measureLetters } from './words';

/** Smallest height of a line, in CSS pixels: below it nothing can be read. */
const SMALLEST_LINE_PX = 10;
/** Radius of a pin's head, in CSS pixels: the same at any zoom, because it is a number to read. */
export const PIN_PX = 13;
/** From the pin's point to the middle of its head. */
export const PIN_STEM_PX = 20;
const HALO_PX = 3;

/** Words never change, so they are broken once. */
const blocks = new WeakMap<Path, Block>();

/** The words of a mark in lines. */
export function blockOf(mark: Mark): Block {
  let block = blocks.get(mark.path);
  if (!block) {
    block = breakWords(mark.text ?? '', measureLetters);
    blocks.set(mark.path, block);
  }
  return block;
}

/** Height of a line on the screen, in CSS pixels. */
export function linePx(mark: Mark, view: Projection): number {
  return Math.max(SMALLEST_LINE_PX, mark.width * view.camera.scale);
}

/** Where a mark's anchor lies on the screen, in CSS pixels. */
export function anchorOf(mark: Mark, view: Projection): Point | null {
  const at = decodePath(mark.path)[0];
  return at ? toScreen(at, view.camera, view.frame, view.turns) : null;
}

/** Paints a text beside its anchor, where one begins to read. */
export function paintText(
  context: CanvasRenderingContext2D,
  mark: Mark,
  colour: string,
  view: Projection,
): void {
  const at = anchorOf(mark, view);
  if (!at) return;
  const line = linePx(mark, view);
  const { lines, rtl } = blockOf(mark);
  intoPixels(context, view);
  context.font = `600 ${line * LETTER}px ${FACE}`;
  context.textBaseline = 'middle';
  context.direction = rtl ? 'rtl' : 'ltr';
  context.textAlign = rtl ? 'right' : 'left';
  context.lineJoin = 'round';
  context.lineWidth = Math.max(HALO_PX, line * 0.16);
  context.strokeStyle = inkOn(colour);
  context.fillStyle = colour;
  for (const [index, words] of lines.entries()) {
    const y = at.y + (index + 0.5) * line;
    context.strokeText(words, at.x, y);
    context.fillText(words, at.x, y);
  }
  context.direction = 'inherit';
}

/** What stands on a pin whose number is still on its way. */
export const NUMBERLESS = '·';

/** Paints a pin whose point is at its anchor. */
export function paintPin(
  context: CanvasRenderingContext2D,
  mark: Mark,
  number: number | null,
  colour: string,
  view: Projection,
): void {
  const at = anchorOf(mark, view);
  if (!at) return;
  intoPixels(context, view);
  const y = at.y - PIN_STEM_PX;
  const shape = new Path2D();
  // A drop: a round head whose sides run down to the point.
  shape.arc(at.x, y, PIN_PX, Math.PI * 0.82, Math.PI * 0.18);
  shape.lineTo(at.x, at.y);
  shape.closePath();
  context.lineJoin = 'round';
  context.strokeStyle = 'rgba(0, 0, 0, 0.28)';
  context.lineWidth = 4.5;
  context.stroke(shape);
  context.strokeStyle = 'rgba(255, 255, 255, 0.95)';
  context.lineWidth = 3;
  context.stroke(shape);
  context.fillStyle = colour;
  context.fill(shape);
  context.font = `700 13px ${FACE}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = inkOn(colour);
  context.fillText(number === null ? NUMBERLESS : String(number), at.x, y + 0.5);
}
