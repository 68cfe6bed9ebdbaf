/**
 * @file What the stage asks of its videos. The code that plays them is loaded when the first one
 * is shown; until then, and wherever it cannot be had, there is none of it.
 */

import { UNIT } from '../wire/generated';
import type { Frame } from './geometry';
import type { Projection } from './projection';

/** Where a video lies. */
export interface VideoPlace {
  readonly item: string;
  /** The part of the stage it may use, in CSS pixels; null is all of it. */
  readonly box: Frame | null;
  /** From pixels of the video to CSS pixels of the stage. */
  readonly transform: string;
}

/** The videos on the stage. */
export interface VideoSurface {
  place(places: readonly VideoPlace[]): void;
  /** Pauses for all, because somebody draws on it; gives the moment in milliseconds. */
  standStill(item: string): number | null;
  dispose(): void;
}

/** The transform under which a video of this width lies where the camera sees it. */
export function transformOf({ camera, frame, turns }: Projection, width: number): string {
  const unit = UNIT / width;
  const scale = camera.scale * unit;
  return [
    `translate(${frame.x + frame.w / 2}px, ${frame.y + frame.h / 2}px)`,
    `rotate(${turns * 90}deg)`,
    `scale(${scale})`,
    `translate(${-camera.cu / unit}px, ${-camera.cv / unit}px)`,
  ].join(' ');
}
