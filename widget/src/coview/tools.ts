/** @file What a hand can hold. */

/** The tools of the stage. */
export type StageTool = 'hand' | 'pen' | 'arrow' | 'laser';

/** Line width of pen and arrow at the time of drawing, in CSS pixels. */
export const LINE_PX = 4;
