/** @file What a hand can hold. */

import { UNIT } from '../wire/generated';

/** The tools of the stage. */
export type StageTool = 'hand' | 'pen' | 'arrow' | 'laser';

/** Line width of pen and arrow at the time of drawing, in CSS pixels. */
const LINE_PX = 4;

/** Thickest line in parts of the picture's width: a small screen must not draw a large one. */
const THICKEST_SHARE = 1 / 160;

/** Width of a line drawn at this zoom (CSS pixels per unit), in image units. */
export function lineWidthAt(scale: number): number {
  return Math.min(LINE_PX / scale, UNIT * THICKEST_SHARE);
}
