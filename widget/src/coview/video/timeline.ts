/** @file What a video's line shows, and whether it moves on it. */

import type { Annotation, Item, Playback } from '../../wire/generated';
import { lengthMs, SAME_MOMENT_MS, targetMs } from '../moment';

/** Whether the room lets it move: it plays, and waits for nobody. */
export function goes({ playing, waiting }: Playback, now: number): boolean {
  return playing && (waiting === undefined || now >= waiting.until);
}

/** Whether it has played to its end. */
export function hasEnded(item: Item, now: number): boolean {
  const length = lengthMs(item);
  return length !== null && targetMs(item, now) >= length;
}

/** Moments with marks, each once, in order. */
export function momentsOf(marks: readonly Annotation[]): readonly number[] {
  const moments: number[] = [];
  const all = marks.flatMap(({ mark }) => (mark.atMs === undefined ? [] : [mark.atMs]));
  for (const at of all.sort((one, other) => one - other)) {
    const last = moments.at(-1);
    if (last === undefined || at - last > SAME_MOMENT_MS) moments.push(at);
  }
  return moments;
}
