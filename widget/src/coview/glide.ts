/**
 * @file Movement of the camera that no hand makes at that moment: buttons, keys, double tap, and
 * views of the other side that arrive after a gap or from far away.
 */

import { type Camera, type Frame, type Sheet, toImage, toScreen } from './geometry';

/** A movement under way. */
export interface Glide {
  readonly from: Camera;
  readonly to: Camera;
  readonly start: number;
  readonly duration: number;
}

/** A view that comes after a longer silence than this began a new movement. */
export const GAP_MS = 50;
/** Movement towards a view of the other side. */
export const FOLLOW_MS = 110;
/** Movement by a button, a key or a double tap. */
export const BUTTON_MS = 150;
/** Movement back to the shared view after a hand was not given it (LD2: within 300 ms). */
export const EASE_BACK_MS = 220;

/** Steps smaller than this part of the frame's shorter side do not look like a jump. */
const SMALL_STEP = 0.15;
/** A step of more than two screens is a jump even without a gap. */
const FAR_SCREENS = 2;

/**
 * The camera between two others at `progress` from 0 to 1. Every image point moves on a straight
 * line over the screen, and the zoom grows by equal factors in equal times.
 */
export function between(from: Camera, to: Camera, progress: number): Camera {
  const scale = from.scale * (to.scale / from.scale) ** progress;
  const change = to.scale - from.scale;
  const flat = Math.abs(change) < from.scale * 1e-6;
  const k = flat ? progress : (scale - from.scale) / change;
  // A point lies at scale·(point − centre): both terms are blended with the same weight.
  return {
    cu: (from.scale * from.cu * (1 - k) + to.scale * to.cu * k) / scale,
    cv: (from.scale * from.cv * (1 - k) + to.scale * to.cv * k) / scale,
    scale,
  };
}

/** Standard easing: starts briskly, arrives gently. */
export function eased(progress: number): number {
  return 1 - (1 - progress) ** 3;
}

/** Where a glide is at `now`, and whether it has arrived. */
export function glideAt(glide: Glide, now: number): { camera: Camera; done: boolean } {
  const progress = glide.duration <= 0 ? 1 : (now - glide.start) / glide.duration;
  if (progress >= 1) return { camera: glide.to, done: true };
  return { camera: between(glide.from, glide.to, eased(Math.max(0, progress))), done: false };
}

/** The same glide with another end and the same arrival time. */
export function retarget(glide: Glide, to: Camera, now: number): Glide {
  const end = glide.start + glide.duration;
  return { from: glideAt(glide, now).camera, to, start: now, duration: Math.max(0, end - now) };
}

/** How far what the frame's corners show moves on the screen, in CSS pixels: the largest step. */
export function largestStep(from: Camera, to: Camera, sheet: Sheet, frame: Frame): number {
  let most = 0;
  for (const x of [frame.x, frame.x + frame.w]) {
    for (const y of [frame.y, frame.y + frame.h]) {
      const corner = toImage({ x, y }, from, frame, sheet.turns);
      const moved = toScreen(corner, to, frame, sheet.turns);
      most = Math.max(most, Math.hypot(moved.x - x, moved.y - y));
    }
  }
  return most;
}

/**
 * Whether a received view is glided to. A running stream is drawn as received: smoothing it would
 * only make it late. A small step after a silence is the first step of a drag, and just as urgent.
 */
export function wantsGlide(step: number, gapMs: number, frame: Frame): boolean {
  if (step > FAR_SCREENS * Math.max(frame.w, frame.h)) return true;
  return gapMs > GAP_MS && step > SMALL_STEP * Math.min(frame.w, frame.h);
}
