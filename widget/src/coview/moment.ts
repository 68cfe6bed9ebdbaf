/** @file Where a video stands by the room's clock, and which marks belong to what it shows. */

import type { Annotation, Item } from '../wire/generated';

/** A mark of another moment than this far away lies on another picture, in milliseconds. */
export const SAME_MOMENT_MS = 100;

/** Its length in milliseconds; null for a foreign player, who knows it alone. */
export function lengthMs({ moving }: Item): number | null {
  return moving?.kind === 'clip' ? moving.durationMs : null;
}

/** Where it should be, in milliseconds of the video. */
export function targetMs(item: Item, now: number): number {
  const { playback } = item;
  if (!playback) return 0;
  const { playing, waiting, posMs, rate, at } = playback;
  const passed = playing ? Math.max(0, now - (waiting?.until ?? at)) : 0;
  return Math.min(posMs + (passed * rate) / 1_000, lengthMs(item) ?? Number.POSITIVE_INFINITY);
}

/** Whether a mark is to be seen: on a video only while that rests at the mark's moment. */
export function isOfNow({ mark }: Annotation, { playback }: Item): boolean {
  if (!playback || mark.atMs === undefined) return true;
  return !playback.playing && Math.abs(mark.atMs - playback.posMs) <= SAME_MOMENT_MS;
}
