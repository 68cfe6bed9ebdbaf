/**
 * @file Brings the model onto two stacked canvases and the hand to the model. Everything is
 * painted in one animation frame loop that runs only while something has changed; what the
 * others send never takes the way through components.
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import { UNIT } from '../wire/generated';
import { type Frame, type Point, rectOf, toImage, wholeUnits } from './geometry';
import { Gestures } from './gestures';
import {
  clear,
  type Outline,
  type Projection,
  paintMarks,
  paintOutline,
  paintStrokes,
  paintTrail,
} from './ink_painter';
import type { KeyAction } from './keys';
import { assertNever } from './never';
import { PicturePainter, SHARPEN_MS } from './picture_painter';
import { type PictureState, Pictures } from './pictures';
import type { StagePort } from './port';
import { StageModel } from './stage_model';

/** Space that controls cover at the edges of the surface, in CSS pixels. */
export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** What the view needs to know beyond the port. */
export interface StageLook {
  colourOf(id: string): string;
  /** Name for the outline of somebody who looks on their own. */
  nameOf(id: string): string;
  problem(code: string): void;
}

/** Where the stage is painted. */
export interface StageCanvases {
  readonly surface: HTMLElement;
  readonly picture: HTMLCanvasElement;
  readonly ink: HTMLCanvasElement;
}

/** More canvas pixels than this per CSS pixel nobody sees, but every frame pays for. */
const DENSEST = 3;
/** The zoom figure on screen follows at most this often. */
const ZOOM_MS = 150;

export class StageView {
  readonly model: StageModel;
  readonly picture: ReadonlySignal<PictureState>;
  readonly #picture = signal<PictureState>('none');
  readonly #look: StageLook;
  readonly #pictures: Pictures;
  readonly #painter = new PicturePainter();
  readonly #motion = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #stop: (() => void)[] = [];
  /** While true a pointer moves the picture, whatever tool is in hand. */
  heldHand = false;
  #canvases: StageCanvases | null = null;
  #gestures: Gestures | null = null;
  #insets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };
  #frameRequest: number | null = null;
  #zoomTimer: ReturnType<typeof setTimeout> | null = null;
  #sharpenTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(port: StagePort, look: StageLook) {
    this.#look = look;
    this.picture = this.#picture;
    this.#pictures = new Pictures(port, () => this.#pictureChanged());
    this.model = new StageModel(port, {
      dirty: () => this.#dirty(),
      problem: (code) => look.problem(code),
      still: () => this.#motion.matches,
    });
    this.#stop.push(
      this.model.item.subscribe((item) => {
        this.#gestures?.abandon();
        this.#pictures.show(item?.media ?? null);
      }),
    );
  }

  /** Starts painting on these canvases and listening to hands on the surface. */
  attach(canvases: StageCanvases): () => void {
    this.#canvases = canvases;
    const resize = new ResizeObserver(() => this.#resized());
    resize.observe(canvases.surface);
    const gestures = new Gestures(canvases.surface, {
      use: () => (this.heldHand || this.model.tool.value === 'hand' ? 'push' : 'draw'),
      grab: () => this.model.camera.grab(),
      push: (dx, dy) => this.model.camera.push(dx, dy),
      pinch: (factor, at, dx, dy) => this.model.camera.pinch(factor, at, dx, dy),
      letGo: () => this.model.camera.letGo(),
      wheel: (factor, at) => this.model.camera.wheel(factor, at),
      doubleTap: (at) => this.model.camera.doubleTap(at, performance.now()),
      penDown: (at) => this.model.press(this.#inImage(at)),
      penMove: (points) => this.model.draw(points.map((point) => this.#inImage(point))),
      penUp: () => this.model.lift(),
      penCancel: () => this.model.cancelStroke(),
    });
    this.#gestures = gestures;
    this.#resized();
    return () => {
      resize.disconnect();
      gestures.dispose();
      this.#gestures = null;
      this.#canvases = null;
    };
  }

  dispose(): void {
    if (this.#frameRequest !== null) cancelAnimationFrame(this.#frameRequest);
    if (this.#zoomTimer !== null) clearTimeout(this.#zoomTimer);
    if (this.#sharpenTimer !== null) clearTimeout(this.#sharpenTimer);
    for (const stop of this.#stop) stop();
    this.model.dispose();
  }

  setInsets(insets: Insets): void {
    this.#insets = insets;
    this.#resized();
  }

  /** Carries out what a key asks for; false when there was nothing to do. */
  act(action: KeyAction): boolean {
    const { model } = this;
    const now = performance.now();
    if (model.item.value === null) return false;
    switch (action.kind) {
      case 'tool':
        model.tool.value = action.tool;
        return true;
      case 'step':
        model.camera.step(action.x, action.y, now);
        return true;
      case 'zoom_in':
        model.camera.zoomBy(1, now);
        return true;
      case 'zoom_out':
        model.camera.zoomBy(-1, now);
        return true;
      case 'fit':
        model.camera.fit(now);
        return true;
      case 'rotate':
        model.rotate();
        return true;
      case 'undo':
        model.undo();
        return true;
      case 'escape':
        return this.#escape();
      default:
        return assertNever(action);
    }
  }

  #escape(): boolean {
    if (this.model.drawing.value) {
      this.#gestures?.abandon();
      return true;
    }
    if (this.model.tool.value === 'hand') return false;
    this.model.tool.value = 'hand';
    return true;
  }

  retry(): void {
    this.#pictures.retry();
  }

  #inImage(at: Point): Point {
    const { camera, frame, sheet } = this.model.camera;
    return toImage(at, camera, frame, sheet.turns);
  }

  #pictureChanged(): void {
    this.#picture.value = this.#pictures.state;
    this.#dirty();
  }

  #resized(): void {
    const canvases = this.#canvases;
    if (!canvases) return;
    const { clientWidth: width, clientHeight: height } = canvases.surface;
    const density = this.#density();
    for (const canvas of [canvases.picture, canvases.ink]) {
      // Setting the size clears the canvas, so it is only set when it differs.
      const w = Math.round(width * density);
      const h = Math.round(height * density);
      if (canvas.width !== w) canvas.width = w;
      if (canvas.height !== h) canvas.height = h;
    }
    this.#painter.forget();
    this.model.camera.setFrame(freeFrame(width, height, this.#insets));
    this.#paintNow(performance.now());
  }

  #density(): number {
    return Math.min(globalThis.devicePixelRatio || 1, DENSEST);
  }

  #dirty(): void {
    this.#frameRequest ??= requestAnimationFrame((now) => this.#frame(now));
  }

  #frame(now: number): void {
    this.#frameRequest = null;
    // Time stamps of frames may lie before those of events; glides must not run backwards.
    const time = Math.max(now, performance.now());
    const again = this.model.tick(time);
    this.#paintNow(time);
    if (again) this.#dirty();
  }

  #paintNow(now: number): void {
    const canvases = this.#canvases;
    const picture = canvases?.picture.getContext('2d');
    const ink = canvases?.ink.getContext('2d');
    if (!canvases || !picture || !ink) {
      // An empty stage is up to date as well.
      this.model.painted(now);
      return;
    }
    const { camera, frame, sheet } = this.model.camera;
    const view: Projection = { camera, frame, turns: sheet.turns, density: this.#density() };
    this.#paintPicture(picture, view, now);
    this.#paintInk(ink, view, now);
    const { fence, n } = this.model.painted(now);
    this.#label(canvases.picture, fence, n);
    this.#zoomSoon();
  }

  #paintPicture(context: CanvasRenderingContext2D, view: Projection, now: number): void {
    const item = this.model.item.value;
    const { sheet } = this.model.camera;
    if (item) this.#pictures.need(UNIT * view.camera.scale * view.density, item.size.width);
    const sharp = this.#painter.paint(
      context,
      item ? { id: item.id, height: sheet.height, bitmap: this.#pictures.bitmap } : null,
      view,
      now,
    );
    if (!sharp) this.#sharpenSoon();
  }

  #sharpenSoon(): void {
    if (this.#sharpenTimer !== null) clearTimeout(this.#sharpenTimer);
    this.#sharpenTimer = setTimeout(() => {
      this.#sharpenTimer = null;
      this.#dirty();
    }, SHARPEN_MS);
  }

  #paintInk(context: CanvasRenderingContext2D, view: Projection, now: number): void {
    clear(context);
    const item = this.model.item.value?.id;
    if (item === undefined) return;
    const { model } = this;
    const colourOf = (id: string) => this.#look.colourOf(id);
    paintMarks(context, model.marks.value, colourOf, view);
    const inLog = new Set(model.marks.value.map((mark) => mark.id));
    const open = [...model.remote.on(item, now), ...model.own.on(item)];
    paintStrokes(
      context,
      open.filter((stroke) => !inLog.has(stroke.sid)),
      colourOf,
      view,
    );
    for (const outline of this.#outlines(item)) paintOutline(context, outline, view);
    for (const [author, sparks] of model.trails.on(item, now)) {
      paintTrail(context, sparks, colourOf(author), now, view);
    }
  }

  #outlines(item: string): Outline[] {
    const outlines: Outline[] = [];
    for (const [from, view] of this.model.together.outlines) {
      if (view.item !== item || !this.model.elsewhere.value.has(from)) continue;
      outlines.push({
        rect: view,
        colour: this.#look.colourOf(from),
        label: this.#look.nameOf(from),
      });
    }
    return outlines;
  }

  /** Says on the element what is painted, so that a test can wait for it. */
  #label(canvas: HTMLCanvasElement, fence: number, n: number): void {
    const { camera, frame, sheet } = this.model.camera;
    const rect = wholeUnits(rectOf(camera, sheet, frame));
    const { dataset } = canvas;
    dataset['view'] = `${rect.cu},${rect.cv},${rect.eu},${rect.ev}`;
    dataset['frame'] = `${frame.x},${frame.y},${frame.w},${frame.h}`;
    dataset['item'] = this.model.item.value?.id ?? '';
    dataset['fence'] = String(fence);
    dataset['n'] = String(n);
  }

  /** The figure for people is a component's, so it comes after the movement, not with it. */
  #zoomSoon(): void {
    this.#zoomTimer ??= setTimeout(() => {
      this.#zoomTimer = null;
      this.model.zoom.value = Math.round(this.model.camera.zoom * 100) / 100;
    }, ZOOM_MS);
  }
}

/** What is left of a surface of this size; controls never take all of it. */
export function freeFrame(width: number, height: number, insets: Insets): Frame {
  const w = Math.max(width - insets.left - insets.right, width * 0.5, 1);
  const h = Math.max(height - insets.top - insets.bottom, height * 0.5, 1);
  return { x: insets.left, y: insets.top, w, h };
}
