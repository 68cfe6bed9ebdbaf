/** @file What a hand can hold. */

import { type Tool, UNIT } from '../wire/generated';

/** The tools of the stage. */
export type StageTool = 'hand' | 'laser' | Tool;

/** Tools whose mark is a line, a shape or a free hand that the other side sees grow. */
export type DrawnTool = Exclude<Tool, 'text' | 'pin'>;

/** Tools whose mark lies between two points: the second is sent again and again. */
export function isShape(tool: Tool): boolean {
  return tool === 'arrow' || tool === 'rectangle' || tool === 'ellipse';
}

/** Tools that ask for words at a point. */
export function takesWords(tool: StageTool): tool is 'text' | 'pin' {
  return tool === 'text' || tool === 'pin';
}

/** Width of a line, or height of a line of words, at the time of drawing, in CSS pixels. */
const LINE_PX = 4;
const HIGHLIGHTER_PX = 20;
const TEXT_PX = 22;

/** Thickest line in parts of the picture's width: a small screen must not draw a large one. */
const THICKEST_SHARE = 1 / 160;
const BROADEST_SHARE = 1 / 28;

/** Width of a mark made at this zoom (CSS pixels per unit), in image units. */
export function widthAt(tool: Tool, scale: number): number {
  switch (tool) {
    case 'highlighter':
      return Math.min(HIGHLIGHTER_PX / scale, UNIT * BROADEST_SHARE);
    case 'text':
    case 'pin':
      return TEXT_PX / scale;
    case 'pen':
    case 'arrow':
    case 'rectangle':
    case 'ellipse':
      return Math.min(LINE_PX / scale, UNIT * THICKEST_SHARE);
  }
}
