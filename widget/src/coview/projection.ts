/** @file How a canvas sees the picture right now, for everything that is painted on it. */

import type { Camera, Frame, Turns } from './geometry';

/** How the canvas sees the picture right now. */
export interface Projection {
  readonly camera: Camera;
  readonly frame: Frame;
  readonly turns: Turns;
  /** Canvas pixels per CSS pixel. */
  readonly density: number;
}

/** Wipes the whole canvas. */
export function clear(context: CanvasRenderingContext2D): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
}

/** Sets the transform under which one unit of the context is one CSS pixel. */
export function intoPixels(context: CanvasRenderingContext2D, view: Projection): void {
  context.setTransform(view.density, 0, 0, view.density, 0, 0);
}

/** Sets the transform under which one unit of the context is one image unit. */
export function intoImageUnits(context: CanvasRenderingContext2D, view: Projection): void {
  const { camera, frame, turns } = view;
  intoPixels(context, view);
  context.translate(frame.x + frame.w / 2, frame.y + frame.h / 2);
  context.rotate((turns * Math.PI) / 2);
  context.scale(camera.scale, camera.scale);
  context.translate(-camera.cu, -camera.cv);
}
