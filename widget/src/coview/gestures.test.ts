/**
 * @file What hands mean, from raw pointer events.
 * @vitest-environment happy-dom
 */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Point } from './geometry';
import { type GestureSink, Gestures, type PointerUse, wheelFactor } from './gestures';
import { actionOf } from './keys';

interface Touch {
  readonly id?: number;
  readonly x: number;
  readonly y: number;
  readonly type?: string;
  readonly button?: number;
}

/** A sink that writes down what it was told. */
function recorder(tool: { use: PointerUse }) {
  const said: string[] = [];
  const at = ({ x, y }: Point) => `${Math.round(x)},${Math.round(y)}`;
  const sink: GestureSink = {
    use: () => tool.use,
    touch: () => {},
    tap: (point) => said.push(`tap ${at(point)}`),
    grab: () => said.push('grab'),
    push: (dx, dy) => said.push(`push ${dx},${dy}`),
    pinch: (factor, middle) => said.push(`pinch ${factor.toFixed(2)} at ${at(middle)}`),
    letGo: () => said.push('letGo'),
    wheel: (factor, point) => said.push(`wheel ${factor.toFixed(2)} at ${at(point)}`),
    doubleTap: (point) => said.push(`doubleTap ${at(point)}`),
    penDown: (point) => said.push(`penDown ${at(point)}`),
    penMove: (points) => said.push(`penMove ${points.map(at).join(' ')}`),
    penUp: () => said.push('penUp'),
    penCancel: () => said.push('penCancel'),
  };
  return { said, sink };
}

describe('gestures', () => {
  const tool: { use: PointerUse } = { use: 'push' };
  let surface: HTMLElement;
  let gestures: Gestures;
  let said: string[];

  beforeEach(() => {
    tool.use = 'push';
    surface = document.createElement('div');
    document.body.append(surface);
    const record = recorder(tool);
    said = record.said;
    gestures = new Gestures(surface, record.sink);
  });

  afterEach(() => {
    gestures.dispose();
    surface.remove();
  });

  /** A movement of the pen as Chromium tells of it: at once, or with the frame and all before. */
  function move(kind: 'pointerrawupdate' | 'pointermove', ...path: readonly [number, number][]) {
    const events = path.map(([x, at]) => {
      const event = new PointerEvent(kind, { pointerId: 1, clientX: x, clientY: 0 });
      Object.defineProperty(event, 'timeStamp', { value: at });
      return event;
    });
    const last = events.at(-1);
    if (!last) return;
    Object.defineProperty(last, 'getCoalescedEvents', { value: () => events });
    surface.dispatchEvent(last);
  }

  function fire(kind: string, { id = 1, x, y, type = 'touch', button = 0 }: Touch): void {
    surface.dispatchEvent(
      new PointerEvent(kind, {
        pointerId: id,
        pointerType: type,
        button,
        clientX: x,
        clientY: y,
        bubbles: true,
        cancelable: true,
      }),
    );
  }

  it('a drag pushes once it has left the place of a tap', () => {
    fire('pointerdown', { x: 10, y: 10 });
    fire('pointermove', { x: 12, y: 10 });
    expect(said).toEqual([]);
    fire('pointermove', { x: 30, y: 15 });
    fire('pointermove', { x: 35, y: 15 });
    fire('pointerup', { x: 35, y: 15 });
    expect(said).toEqual(['grab', 'push 20,5', 'push 5,0', 'letGo']);
  });

  it('two taps are one double tap, a third is none', () => {
    for (let tap = 0; tap < 3; tap += 1) {
      fire('pointerdown', { x: 40, y: 40 });
      fire('pointerup', { x: 40, y: 40 });
    }
    expect(said).toEqual(['tap 40,40', 'doubleTap 40,40', 'tap 40,40']);
  });

  it('two fingers pinch, and the one that stays goes on pushing', () => {
    fire('pointerdown', { id: 1, x: 0, y: 0 });
    fire('pointerdown', { id: 2, x: 100, y: 0 });
    fire('pointermove', { id: 2, x: 200, y: 0 });
    fire('pointerup', { id: 2, x: 200, y: 0 });
    fire('pointermove', { id: 1, x: 0, y: 9 });
    fire('pointerup', { id: 1, x: 0, y: 9 });
    expect(said).toEqual(['grab', 'pinch 2.00 at 50,0', 'push 0,9', 'letGo']);
  });

  it('a second finger takes back the stroke it was never meant to be', () => {
    tool.use = 'draw';
    fire('pointerdown', { id: 1, x: 0, y: 0 });
    fire('pointermove', { id: 1, x: 2, y: 0 });
    fire('pointerdown', { id: 2, x: 100, y: 0 });
    fire('pointermove', { id: 2, x: 120, y: 0 });
    fire('pointerup', { id: 1, x: 2, y: 0 });
    fire('pointerup', { id: 2, x: 120, y: 0 });
    expect(said.filter((word) => word.startsWith('pen'))).toEqual([
      'penDown 0,0',
      'penMove 2,0',
      'penCancel',
    ]);
    expect(said.at(-1)).toBe('letGo');
  });

  it('a pen draws, and a lost pointer takes the stroke back', () => {
    tool.use = 'draw';
    fire('pointerdown', { x: 1, y: 1, type: 'pen' });
    fire('pointermove', { x: 9, y: 9, type: 'pen' });
    fire('pointercancel', { x: 9, y: 9, type: 'pen' });
    expect(said).toEqual(['penDown 1,1', 'penMove 9,9', 'penCancel']);
    fire('pointermove', { x: 20, y: 20, type: 'pen' });
    expect(said).toHaveLength(3);
  });

  it('a pen is followed as it moves where the browser tells of it, and no point comes twice', () => {
    tool.use = 'draw';
    fire('pointerdown', { x: 0, y: 0, type: 'pen' });
    move('pointerrawupdate', [1, 101]);
    move('pointerrawupdate', [2, 102], [3, 103]);
    move('pointermove', [1, 101], [2, 102], [3, 103]);
    move('pointermove', [3, 103], [4, 104]);
    move('pointerrawupdate', [5, 105]);
    fire('pointerup', { x: 5, y: 0, type: 'pen' });
    move('pointerrawupdate', [9, 109]);
    expect(said).toEqual([
      'penDown 0,0',
      'penMove 1,0',
      'penMove 2,0 3,0',
      'penMove 4,0',
      'penMove 5,0',
      'penUp',
    ]);
  });

  it('a pen in a frame is not followed there, where Chromium mistakes its place', () => {
    vi.spyOn(window, 'top', 'get').mockReturnValue(null);
    tool.use = 'draw';
    fire('pointerdown', { x: 0, y: 0, type: 'pen' });
    move('pointerrawupdate', [401, 101]);
    move('pointermove', [1, 101]);
    expect(said).toEqual(['penDown 0,0', 'penMove 1,0']);
  });

  it('a pen is followed by the frame where the browser tells no sooner', () => {
    tool.use = 'draw';
    fire('pointerdown', { x: 0, y: 0, type: 'pen' });
    move('pointermove', [1, 101], [2, 102]);
    move('pointermove', [3, 103]);
    expect(said).toEqual(['penDown 0,0', 'penMove 1,0 2,0', 'penMove 3,0']);
  });

  it('the middle button pushes whatever is in hand, the right one does nothing', () => {
    tool.use = 'draw';
    fire('pointerdown', { x: 0, y: 0, type: 'mouse', button: 1 });
    fire('pointermove', { x: 20, y: 0, type: 'mouse' });
    fire('pointerup', { x: 20, y: 0, type: 'mouse', button: 1 });
    fire('pointerdown', { x: 0, y: 0, type: 'mouse', button: 2 });
    fire('pointerup', { x: 0, y: 0, type: 'mouse', button: 2 });
    expect(said).toEqual(['grab', 'push 20,0', 'letGo']);
  });

  it('the wheel zooms and never scrolls the page', () => {
    const event = new WheelEvent('wheel', { deltaY: -100, cancelable: true });
    surface.dispatchEvent(event);
    expect(event.defaultPrevented).toBe(true);
    // The environment of this test gives wheel events no position.
    expect(said).toEqual([expect.stringMatching(/^wheel 1\.16 at /)]);
  });

  it('wheels that count in lines or pages zoom about as much as those that count in pixels', () => {
    const pixels = wheelFactor({ deltaY: 48, deltaMode: 0, ctrlKey: false });
    const lines = wheelFactor({ deltaY: 3, deltaMode: 1, ctrlKey: false });
    expect(lines).toBeCloseTo(pixels, 6);
    const page = wheelFactor({ deltaY: 1, deltaMode: 2, ctrlKey: false });
    expect(page).toBeGreaterThan(0.6);
    expect(wheelFactor({ deltaY: -3, deltaMode: 0, ctrlKey: true })).toBeGreaterThan(1.02);
  });
});

describe('keys', () => {
  const plain = { code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

  it('mean the same in every script', () => {
    expect(actionOf({ ...plain, key: 'p' })).toEqual({ kind: 'tool', tool: 'pen' });
    expect(actionOf({ ...plain, key: 'з', code: 'KeyP' })).toEqual({ kind: 'tool', tool: 'pen' });
    expect(actionOf({ ...plain, key: '=' })).toEqual({ kind: 'zoom_in' });
    expect(actionOf({ ...plain, key: 'ArrowLeft' })).toEqual({
      kind: 'step',
      x: -1,
      y: 0,
      leap: false,
    });
  });

  it('leave the browser its own', () => {
    expect(actionOf({ ...plain, key: 'z', ctrlKey: true })).toEqual({ kind: 'undo' });
    expect(actionOf({ ...plain, key: 'я', code: 'KeyZ', metaKey: true })).toEqual({ kind: 'undo' });
    expect(actionOf({ ...plain, key: 'r', ctrlKey: true })).toBeNull();
    expect(actionOf({ ...plain, key: '+', metaKey: true })).toBeNull();
    expect(actionOf({ ...plain, key: 'a', altKey: true })).toBeNull();
    expect(actionOf({ ...plain, key: 'Tab' })).toBeNull();
  });
});
