/** @file How the surface is shared out: between controls and pictures, and among pictures. */

import type { Frame } from './geometry';
import { cellsOf } from './slots';

/** Space that controls cover at the edges of the surface, in CSS pixels. */
export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** The place of one of several pictures. */
export interface Cell {
  /** All of it, with its caption. */
  readonly cell: Frame;
  /** The part for the picture. */
  readonly frame: Frame;
}

/** Height of the caption over each of several pictures, in CSS pixels. */
export const CAPTION_PX = 32;

/** What is left of a surface of this size; controls never take all of it. */
export function freeFrame(width: number, height: number, insets: Insets): Frame {
  const w = Math.max(width - insets.left - insets.right, width * 0.5, 1);
  const h = Math.max(height - insets.top - insets.bottom, height * 0.5, 1);
  return { x: insets.left, y: insets.top, w, h };
}

/** Shares the free part out among so many pictures. */
export function shareOut(count: number, area: Frame): readonly Cell[] {
  if (count <= 1) return [{ cell: area, frame: area }];
  return cellsOf(count, area).map((cell) => ({
    cell,
    frame: { ...cell, y: cell.y + CAPTION_PX, h: Math.max(1, cell.h - CAPTION_PX) },
  }));
}

/** Which cell a place on the surface belongs to: the nearest. */
export function cellAt(cells: readonly Cell[], x: number, y: number): number {
  let best = 0;
  let nearest = Number.POSITIVE_INFINITY;
  for (const [index, { cell }] of cells.entries()) {
    const dx = Math.max(cell.x - x, 0, x - cell.x - cell.w);
    const dy = Math.max(cell.y - y, 0, y - cell.y - cell.h);
    const away = Math.hypot(dx, dy);
    if (away < nearest) [best, nearest] = [index, away];
  }
  return best;
}
