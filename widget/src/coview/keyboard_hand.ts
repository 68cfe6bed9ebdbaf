/**
 * @file A hand without a pointer: a crosshair that arrow keys move over the surface while a tool
 * is in hand, and that Space or Enter puts down and lifts.
 */

import type { Frame, Point } from './geometry';
import { clamp } from './geometry';
import { intoPixels, type Projection } from './projection';

/** Steps of the arrow keys, in CSS pixels; the small one with a light hand, the other with Shift. */
const STEP_PX = 12;
const LEAP_PX = 60;

/** Who carries out what the hand means. */
export interface KeyboardSink {
  down(at: Point): void;
  move(at: Point): void;
  up(): void;
  changed(): void;
}

export class KeyboardHand {
  readonly #sink: KeyboardSink;
  #at: Point | null = null;
  #down = false;

  constructor(sink: KeyboardSink) {
    this.#sink = sink;
  }

  /** Where the crosshair is, in CSS pixels of the surface; null while there is none. */
  get at(): Point | null {
    return this.#at;
  }

  get isDown(): boolean {
    return this.#down;
  }

  /** Moves by steps; the crosshair comes in the middle of the frame. */
  step(x: number, y: number, leap: boolean, frame: Frame): void {
    const from = this.#at ?? { x: frame.x + frame.w / 2, y: frame.y + frame.h / 2 };
    const by = leap ? LEAP_PX : STEP_PX;
    this.#at = {
      x: clamp(from.x + x * by, frame.x, frame.x + frame.w),
      y: clamp(from.y + y * by, frame.y, frame.y + frame.h),
    };
    if (this.#down) this.#sink.move(this.#at);
    this.#sink.changed();
  }

  /** Puts the tool down, or lifts it. */
  press(frame: Frame): void {
    this.#at ??= { x: frame.x + frame.w / 2, y: frame.y + frame.h / 2 };
    if (this.#down) {
      this.#down = false;
      this.#sink.up();
    } else {
      this.#down = true;
      this.#sink.down(this.#at);
    }
    this.#sink.changed();
  }

  /** The stroke was given up, the tool was put away, or a pointer has taken over. */
  drop(): void {
    if (!this.#at && !this.#down) return;
    this.#at = null;
    this.#down = false;
    this.#sink.changed();
  }

  /** Only the stroke was given up. */
  lift(): void {
    this.#down = false;
  }
}

/** Half the length of the crosshair, in CSS pixels. */
const ARM_PX = 14;
const HOLE_PX = 4;

/** Paints it, dark in white, so that it shows on any picture. */
export function paintCrosshair(
  context: CanvasRenderingContext2D,
  at: Point,
  view: Projection,
): void {
  intoPixels(context, view);
  context.lineCap = 'round';
  const passes: readonly [string, number][] = [
    ['rgba(255, 255, 255, 0.95)', 4.5],
    ['#1B1A17', 2],
  ];
  for (const [colour, width] of passes) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    for (const [x, y] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      context.moveTo(at.x + x * HOLE_PX, at.y + y * HOLE_PX);
      context.lineTo(at.x + x * ARM_PX, at.y + y * ARM_PX);
    }
    context.stroke();
  }
}
