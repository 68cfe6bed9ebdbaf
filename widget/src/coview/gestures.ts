/**
 * @file Turns pointer and wheel events into what a hand means: push, pinch, draw, zoom. Knows
 * positions on the surface only; what they do to the picture is the sink's.
 */

import { clamp, type Point } from './geometry';

/** What one pointer does with the tool in hand. */
export type PointerUse = 'push' | 'draw';

/** Who carries out what the hand means. */
export interface GestureSink {
  /** What a single pointer does right now. */
  use(): PointerUse;
  /** The first pointer comes down here, or a wheel turns. */
  touch(at: Point): void;
  grab(): void;
  push(dx: number, dy: number): void;
  /** Zooms by `factor` around `at` and pushes, in one step. */
  pinch(factor: number, at: Point, dx: number, dy: number): void;
  letGo(): void;
  wheel(factor: number, at: Point): void;
  /** A short press with the hand, at once; a second one soon after is also a double tap. */
  tap(at: Point): void;
  doubleTap(at: Point): void;
  penDown(at: Point): void;
  penMove(points: readonly Point[]): void;
  penUp(): void;
  penCancel(): void;
}

type State =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'pushing';
      readonly id: number;
      last: Point;
      moved: number;
      readonly start: number;
    }
  | {
      readonly kind: 'drawing';
      readonly id: number;
      moved: number;
      last: Point;
      readonly start: number;
      /** Time stamp up to which the browser has told of every movement by itself. */
      told: number;
    }
  | { readonly kind: 'pinching' };

interface Tap {
  readonly at: number;
  readonly point: Point;
}

const IDLE: State = { kind: 'idle' };
const NEVER = Number.NEGATIVE_INFINITY;
/** A pointer that moves less than this is a tap. */
const TAP_PX = 8;
const TAP_MS = 300;
/** Two taps within this time and distance are one double tap. */
const DOUBLE_MS = 320;
const DOUBLE_PX = 28;
/** A stroke this young when a second finger lands was the beginning of a pinch. */
const YOUNG_MS = 250;
const YOUNG_PX = 24;
/** Wheel lines and pages in pixels, as browsers scroll them. */
const LINE_PX = 16;
const PAGE_PX = 400;
/** One notch of a mouse wheel zooms by about a sixth; a pinch on a trackpad sends small steps. */
const WHEEL_RATE = 0.0015;
const PINCH_RATE = 0.01;
const LARGEST_STEP_PX = 240;

/** Zoom factor of a wheel event. */
export function wheelFactor(event: Pick<WheelEvent, 'deltaY' | 'deltaMode' | 'ctrlKey'>): number {
  const unit = event.deltaMode === 1 ? LINE_PX : event.deltaMode === 2 ? PAGE_PX : 1;
  const pixels = clamp(event.deltaY * unit, -LARGEST_STEP_PX, LARGEST_STEP_PX);
  return Math.exp(-pixels * (event.ctrlKey ? PINCH_RATE : WHEEL_RATE));
}

export class Gestures {
  readonly #surface: HTMLElement;
  readonly #sink: GestureSink;
  readonly #off = new AbortController();
  readonly #pointers = new Map<number, Point>();
  #closely: AbortController | null = null;
  #state: State = IDLE;
  #lastTap: Tap | null = null;

  constructor(surface: HTMLElement, sink: GestureSink) {
    this.#surface = surface;
    this.#sink = sink;
    const { signal } = this.#off;
    surface.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    surface.addEventListener('pointermove', (event) => this.#move(event), { signal });
    surface.addEventListener('pointerup', (event) => this.#up(event), { signal });
    surface.addEventListener('pointercancel', (event) => this.#lost(event), { signal });
    surface.addEventListener('lostpointercapture', (event) => this.#lost(event), { signal });
    surface.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false });
    surface.addEventListener('contextmenu', (event) => this.#menu(event), { signal });
    // Old Safari zooms the page by these although the surface takes no touch action.
    surface.addEventListener('gesturestart', (event) => event.preventDefault(), { signal });
  }

  dispose(): void {
    this.#abandon();
    this.#closely?.abort();
    this.#off.abort();
  }

  /** Gives up what the hand is doing; the pointers still down are ignored until they rise. */
  abandon(): void {
    this.#abandon();
  }

  #abandon(): void {
    const { kind } = this.#state;
    this.#state = IDLE;
    if (kind === 'drawing') this.#sink.penCancel();
    if (kind === 'pushing' || kind === 'pinching') this.#sink.letGo();
  }

  #at(event: MouseEvent): Point {
    const box = this.#surface.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  /** The same for many at once: asking an element for its place may cost a layout. */
  #all(events: readonly MouseEvent[]): Point[] {
    const { left, top } = this.#surface.getBoundingClientRect();
    return events.map((one) => ({ x: one.clientX - left, y: one.clientY - top }));
  }

  #down(event: PointerEvent): void {
    const middle = event.pointerType === 'mouse' && event.button === 1;
    if (event.pointerType === 'mouse' && event.button !== 0 && !middle) return;
    event.preventDefault();
    this.#surface.focus({ preventScroll: true });
    capture(this.#surface, event.pointerId);
    const at = this.#at(event);
    this.#pointers.set(event.pointerId, at);
    if (this.#pointers.size === 2) {
      this.#beginPinch();
    } else if (this.#pointers.size === 1) {
      this.#sink.touch(at);
      const id = event.pointerId;
      const start = event.timeStamp;
      if (middle || this.#sink.use() === 'push') {
        this.#state = { kind: 'pushing', id, last: at, moved: 0, start };
      } else {
        this.#state = { kind: 'drawing', id, last: at, moved: 0, start, told: NEVER };
        this.#listenClosely();
        this.#sink.penDown(at);
      }
    }
  }

  #beginPinch(): void {
    const state = this.#state;
    if (state.kind === 'drawing') {
      const age = performance.now() - state.start;
      // A stroke that has become something is kept; a nascent one was never meant.
      if (age < YOUNG_MS || state.moved < YOUNG_PX) this.#sink.penCancel();
      else this.#sink.penUp();
    }
    if (state.kind !== 'pushing' || state.moved < TAP_PX) this.#sink.grab();
    this.#state = { kind: 'pinching' };
    this.#lastTap = null;
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const at = this.#at(event);
    const state = this.#state;
    switch (state.kind) {
      case 'idle':
        break;
      case 'pinching':
        this.#pinch(event.pointerId, before, at);
        break;
      case 'pushing':
        if (state.id === event.pointerId) this.#push(state, at);
        break;
      case 'drawing':
        if (state.id === event.pointerId) this.#draw(state, event, at);
        break;
    }
    this.#pointers.set(event.pointerId, at);
  }

  #push(state: State & { kind: 'pushing' }, at: Point): void {
    const dx = at.x - state.last.x;
    const dy = at.y - state.last.y;
    const was = state.moved;
    state.moved = Math.max(was, Math.hypot(dx, dy));
    // Nothing moves, and nobody is asked, before the pointer has left the place of a tap.
    if (state.moved < TAP_PX / 2) return;
    if (was < TAP_PX / 2) this.#sink.grab();
    state.moved = Math.max(state.moved, TAP_PX);
    state.last = at;
    this.#sink.push(dx, dy);
  }

  #draw(state: State & { kind: 'drawing' }, event: PointerEvent, at: Point): void {
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const all = coalesced.length > 0 ? coalesced : [event];
    const fresh = all.filter((one) => one.timeStamp > state.told);
    if (fresh.length === 0) return;
    state.moved += Math.hypot(at.x - state.last.x, at.y - state.last.y);
    state.last = at;
    this.#sink.penMove(this.#all(fresh));
  }

  /**
   * Chromium tells of a movement as it happens, if somebody listens, and not only with the next
   * frame: the stroke is on its way to the others up to a frame sooner. It costs an event for each
   * report of the device, so nobody listens but a pen. Not in a frame: there Chromium gives such
   * movements in coordinates of the page around it (measured in 156).
   */
  #listenClosely(): void {
    this.#closely?.abort();
    if (window.top !== window.self) return;
    this.#closely = new AbortController();
    const { signal } = this.#closely;
    const hear = (event: Event) => this.#raw(event as PointerEvent);
    this.#surface.addEventListener('pointerrawupdate', hear, { signal });
  }

  #raw(event: PointerEvent): void {
    const state = this.#state;
    if (state.kind !== 'drawing') {
      this.#closely?.abort();
      return;
    }
    if (state.id !== event.pointerId) return;
    this.#draw(state, event, this.#at(event));
    state.told = event.timeStamp;
  }

  #pinch(moving: number, before: Point, at: Point): void {
    const other = [...this.#pointers].find(([id]) => id !== moving)?.[1];
    if (!other) return;
    const was = Math.hypot(before.x - other.x, before.y - other.y);
    const is = Math.hypot(at.x - other.x, at.y - other.y);
    const middle = { x: (before.x + other.x) / 2, y: (before.y + other.y) / 2 };
    const factor = was > 1 ? is / was : 1;
    this.#sink.pinch(factor, middle, (at.x - before.x) / 2, (at.y - before.y) / 2);
  }

  #up(event: PointerEvent): void {
    if (!this.#pointers.has(event.pointerId)) return;
    const at = this.#at(event);
    const state = this.#state;
    this.#pointers.delete(event.pointerId);
    if (state.kind === 'drawing' && state.id === event.pointerId) {
      this.#state = IDLE;
      this.#sink.penUp();
    } else if (state.kind === 'pushing' && state.id === event.pointerId) {
      this.#state = IDLE;
      if (state.moved >= TAP_PX) this.#sink.letGo();
      else if (event.timeStamp - state.start < TAP_MS) this.#tap(at, event.timeStamp);
    } else if (state.kind === 'pinching') {
      this.#endPinch();
    }
  }

  /** One finger that stays after a pinch goes on pushing, but never begins to draw. */
  #endPinch(): void {
    const rest = [...this.#pointers][0];
    if (rest && this.#pointers.size === 1) {
      const [id, last] = rest;
      this.#state = { kind: 'pushing', id, last, moved: TAP_PX, start: 0 };
    } else if (this.#pointers.size === 0) {
      this.#state = IDLE;
      this.#sink.letGo();
    }
  }

  #lost(event: PointerEvent): void {
    if (!this.#pointers.delete(event.pointerId)) return;
    const state = this.#state;
    if (state.kind === 'pinching') this.#endPinch();
    else if (state.kind !== 'idle' && state.id === event.pointerId) this.#abandon();
  }

  #tap(point: Point, at: number): void {
    const last = this.#lastTap;
    const near = last && Math.hypot(point.x - last.point.x, point.y - last.point.y) < DOUBLE_PX;
    if (last && near && at - last.at < DOUBLE_MS) {
      this.#lastTap = null;
      this.#sink.doubleTap(point);
    } else {
      this.#lastTap = { at, point };
      this.#sink.tap(point);
    }
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    if (this.#state.kind === 'idle') this.#sink.touch(this.#at(event));
    this.#sink.wheel(wheelFactor(event), this.#at(event));
  }

  /** A long press with a finger draws or pushes; the menu is for the mouse. */
  #menu(event: MouseEvent): void {
    if (this.#state.kind !== 'idle') event.preventDefault();
  }
}

function capture(surface: HTMLElement, pointer: number): void {
  try {
    surface.setPointerCapture(pointer);
  } catch {
    // The pointer rose before the event was handled, or it is a synthetic one: then its moves
    // come as long as it stays over the surface, which is all there is.
  }
}
