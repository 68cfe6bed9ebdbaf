/**
 * @file The camera of this stage: moved by the own hand, by glides, or by the view everybody
 * shares. Joins `Together` (who moves) with the geometry (what that looks like here).
 */

import {
  type Camera,
  cameraOf,
  clampCamera,
  type Frame,
  fitScale,
  MAX_ZOOM,
  type Point,
  panBy,
  type Rect,
  rectOf,
  type Sheet,
  UPRIGHT,
  wholeRect,
  wholeUnits,
  zoomAt,
} from './geometry';
import {
  BUTTON_MS,
  EASE_BACK_MS,
  FOLLOW_MS,
  type Glide,
  glideAt,
  largestStep,
  retarget,
  wantsGlide,
} from './glide';
import type { Look, Together } from './together';

/** Why a hand is on the view; it is let go when none of them is left. */
type Grip = 'pointer' | 'wheel' | 'glide';

/** What moves the camera without a hand on it. */
interface Movement {
  readonly glide: Glide;
  readonly by: 'hand' | 'shared';
}

/** The part of `Together` that the camera needs. */
export type SharedView = Pick<
  Together,
  'sharedFor' | 'handShowsOn' | 'own' | 'begin' | 'move' | 'end' | 'cancel'
>;

/** What surrounds a camera. */
export interface CameraHost {
  /** Something to paint has changed. */
  changed(): void;
  /** Whether this person wants no movement that is not their own. */
  still(): boolean;
  /** A hand is about to touch the view. */
  touched(): void;
  /** The hand has moved the view to here. */
  moved(rect: Rect): void;
  /** Whether this camera is the one that speaks when nothing but the picture has changed. */
  speaks(): boolean;
}

/** The wheel has no end; this long without a turn is one. */
const WHEEL_REST_MS = 180;
const DOUBLE_TAP_ZOOM = 2.5;
const BUTTON_ZOOM = 1.5;
/** An arrow key moves by this part of the frame. */
const KEY_STEP = 0.15;
/** Above this the picture counts as zoomed in. */
const ZOOMED = 1.05;

export class CameraControl {
  readonly #together: SharedView;
  readonly #host: CameraHost;
  readonly #grips = new Set<Grip>();
  #item: string | null = null;
  #sheet: Sheet = UPRIGHT;
  #frame: Frame = { x: 0, y: 0, w: 1, h: 1 };
  #camera: Camera = { cu: 0, cv: 0, scale: 1 };
  /** What the camera shows, kept while the frame changes; null is the whole picture. */
  #rect: Rect | null = null;
  #movement: Movement | null = null;
  #heardAt = Number.NEGATIVE_INFINITY;
  #wheelRest: ReturnType<typeof setTimeout> | null = null;

  constructor(together: SharedView, host: CameraHost) {
    this.#together = together;
    this.#host = host;
  }

  dispose(): void {
    if (this.#wheelRest !== null) clearTimeout(this.#wheelRest);
  }

  get camera(): Camera {
    return this.#camera;
  }

  get frame(): Frame {
    return this.#frame;
  }

  get sheet(): Sheet {
    return this.#sheet;
  }

  /** 1 when the whole picture just fits. */
  get zoom(): number {
    return this.#camera.scale / fitScale(this.#sheet, this.#frame);
  }

  get canZoomIn(): boolean {
    return this.zoom < MAX_ZOOM * 0.999;
  }

  get moving(): boolean {
    return this.#movement !== null;
  }

  /** Whether the screen shows the shared view itself, not something on the way to it. */
  get settled(): boolean {
    return !this.#together.handShowsOn(this.#item) && this.#movement === null;
  }

  /** What this stage shows, as the wire has it. */
  look(): Look | null {
    if (this.#item === null) return null;
    return { item: this.#item, ...wholeUnits(rectOf(this.#camera, this.#sheet, this.#frame)) };
  }

  setFrame(frame: Frame): void {
    this.#frame = { ...frame, w: Math.max(1, frame.w), h: Math.max(1, frame.h) };
    this.#reframe();
  }

  /** Shows a picture, or the same one turned. */
  setSheet(item: string | null, sheet: Sheet): void {
    const other = item !== this.#item;
    const turned = sheet.turns !== this.#sheet.turns;
    this.#item = item;
    this.#sheet = sheet;
    if (!other && !turned) return;
    if (other) {
      this.#dropGrips();
      if (!this.#together.own) this.#together.cancel();
      this.#rect = this.#together.own ? null : this.#sharedRect();
    }
    this.#movement = null;
    this.#reframe();
    if (this.#together.own && this.#host.speaks()) this.#tell();
  }

  /** The shared view has changed by another hand. */
  follow(now: number): void {
    if (this.#together.handShowsOn(this.#item)) return;
    const gap = now - this.#heardAt;
    this.#heardAt = now;
    this.#rect = this.#sharedRect();
    const to = this.#cameraFor(this.#rect);
    const running = this.#movement;
    if (running?.by === 'shared') {
      this.#movement = { glide: retarget(running.glide, to, now), by: 'shared' };
    } else if (
      wantsGlide(largestStep(this.#camera, to, this.#sheet, this.#frame), gap, this.#frame)
    ) {
      this.#glide(to, FOLLOW_MS, 'shared', now);
    } else {
      this.#movement = null;
      this.#camera = to;
    }
    this.#host.changed();
  }

  /** Shows what the hand shows on the picture beside this one. */
  mirror(rect: Rect): void {
    this.#movement = null;
    this.#rect = rect;
    this.#camera = this.#cameraFor(rect);
    this.#host.changed();
  }

  /** Back to the shared view: the gesture was not taken over, or one's own tour is over. */
  easeBack(now: number): void {
    this.#dropGrips();
    this.#rect = this.#sharedRect();
    this.#glide(this.#cameraFor(this.#rect), EASE_BACK_MS, 'shared', now);
  }

  /** A pointer rests on the picture. Only when it moves the picture the others are concerned. */
  grab(): void {
    this.#stopGlide();
  }

  push(dx: number, dy: number): void {
    this.#drag(panBy(this.#camera, dx, dy, this.#sheet, this.#frame));
  }

  pinch(factor: number, at: Point, dx: number, dy: number): void {
    const zoomed = zoomAt(this.#camera, factor, at, this.#sheet, this.#frame);
    this.#drag(panBy(zoomed, dx, dy, this.#sheet, this.#frame));
  }

  letGo(): void {
    this.#release('pointer');
  }

  wheel(factor: number, at: Point): void {
    const next = zoomAt(this.#camera, factor, at, this.#sheet, this.#frame);
    // At the end of the zoom the wheel does nothing, so it takes nothing from the others either.
    if (next.scale === this.#camera.scale && !this.#grips.has('wheel')) return;
    this.#grip('wheel');
    this.#stopGlide();
    this.#moveTo(next);
    if (this.#wheelRest !== null) clearTimeout(this.#wheelRest);
    this.#wheelRest = setTimeout(() => {
      this.#wheelRest = null;
      this.#release('wheel');
    }, WHEEL_REST_MS);
  }

  doubleTap(at: Point, now: number): void {
    if (this.zoom > ZOOMED) this.fit(now);
    else
      this.#glideByHand(zoomAt(this.#camera, DOUBLE_TAP_ZOOM, at, this.#sheet, this.#frame), now);
  }

  zoomBy(direction: 1 | -1, now: number): void {
    const from = this.#target();
    const middle = { x: this.#frame.x + this.#frame.w / 2, y: this.#frame.y + this.#frame.h / 2 };
    const factor = direction === 1 ? BUTTON_ZOOM : 1 / BUTTON_ZOOM;
    this.#glideByHand(zoomAt(from, factor, middle, this.#sheet, this.#frame), now);
  }

  fit(now: number): void {
    this.#glideByHand(cameraOf(wholeRect(this.#sheet), this.#sheet, this.#frame), now);
  }

  /** Moves the view by a step of the arrow keys; `x` and `y` are −1, 0 or 1. */
  step(x: number, y: number, now: number): void {
    const dx = -x * KEY_STEP * this.#frame.w;
    const dy = -y * KEY_STEP * this.#frame.h;
    const to = panBy(this.#target(), dx, dy, this.#sheet, this.#frame);
    if (!sameCamera(to, this.#target())) this.#glideByHand(to, now);
  }

  /** Moves on by one animation tick. */
  tick(now: number): void {
    const movement = this.#movement;
    if (!movement) return;
    const { camera, done } = glideAt(movement.glide, now);
    if (movement.by === 'hand') this.#moveTo(camera);
    else this.#camera = camera;
    if (!done) return;
    this.#movement = null;
    this.#release('glide');
  }

  /** Where the camera is going to be: several presses of a key add up. */
  #target(): Camera {
    return this.#movement?.by === 'hand' ? this.#movement.glide.to : this.#camera;
  }

  #glideByHand(to: Camera, now: number): void {
    if (this.#item === null) return;
    this.#grip('glide');
    this.#glide(clampCamera(to, this.#sheet, this.#frame), BUTTON_MS, 'hand', now);
  }

  #glide(to: Camera, duration: number, by: Movement['by'], now: number): void {
    const glide = {
      from: this.#camera,
      to,
      start: now,
      duration: this.#host.still() ? 0 : duration,
    };
    this.#movement = { glide, by };
    this.#host.changed();
  }

  #stopGlide(): void {
    this.#movement = null;
    this.#release('glide');
  }

  #drag(camera: Camera): void {
    if (!this.#grips.has('pointer')) {
      // A picture that fits cannot be pushed; trying to must not take the others along.
      if (sameCamera(camera, this.#camera)) return;
      this.#grip('pointer');
    }
    this.#moveTo(camera);
  }

  #moveTo(camera: Camera): void {
    if (this.#item === null) return;
    this.#camera = camera;
    const rect = rectOf(camera, this.#sheet, this.#frame);
    this.#rect = rect;
    this.#tell();
    this.#host.moved(rect);
    this.#host.changed();
  }

  #tell(): void {
    const look = this.look();
    if (look) this.#together.move(look);
  }

  #grip(grip: Grip): void {
    if (this.#item === null) return;
    const first = this.#grips.size === 0;
    if (first) this.#host.touched();
    this.#grips.add(grip);
    if (!first) return;
    this.#together.begin();
    // Whoever comes later must find a view under the new fence, even if this hand never moves.
    this.#tell();
  }

  #release(grip: Grip): void {
    if (this.#grips.delete(grip) && this.#grips.size === 0) this.#together.end();
  }

  #dropGrips(): void {
    if (this.#wheelRest !== null) clearTimeout(this.#wheelRest);
    this.#wheelRest = null;
    this.#movement = null;
    this.#grips.clear();
  }

  #sharedRect(): Rect | null {
    return this.#item === null ? null : this.#together.sharedFor(this.#item);
  }

  #cameraFor(rect: Rect | null): Camera {
    return cameraOf(rect ?? wholeRect(this.#sheet), this.#sheet, this.#frame);
  }

  #reframe(): void {
    if (this.#movement?.by === 'shared') this.#movement = null;
    this.#camera = this.#cameraFor(this.#rect);
    this.#host.changed();
  }
}

function sameCamera(a: Camera, b: Camera): boolean {
  const near = 1e-6;
  const moved = Math.max(Math.abs(a.cu - b.cu), Math.abs(a.cv - b.cv)) * a.scale;
  return moved < near && Math.abs(a.scale / b.scale - 1) < near;
}
