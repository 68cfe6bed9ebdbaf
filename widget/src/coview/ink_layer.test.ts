/** @file Marks that lie there are painted once; what comes on top is painted alone. */

import { beforeEach, expect, test, vi } from 'vitest';
import type { Annotation, Tool } from '../wire/generated';
import { InkLayer, type MarkedPlace } from './ink_layer';
import { intoImageUnits } from './projection';

const VIEW = {
  camera: { cu: 16_384, cv: 12_288, scale: 0.02 },
  frame: { x: 0, y: 0, w: 655, h: 492 },
  turns: 0,
  density: 1,
} as const;
/** Each line is stroked three times: edge, rim, colour. */
const PASSES = 3;

beforeEach(() => {
  class Shape {
    moveTo() {}
    lineTo() {}
    quadraticCurveTo() {}
  }
  vi.stubGlobal('Path2D', Shape);
});

/** A canvas that counts what is painted on it. */
function canvas() {
  const counts = { strokes: 0, copies: 0, clears: 0 };
  const nothing = () => undefined;
  const context = {
    canvas: { width: 655, height: 492 },
    stroke: () => (counts.strokes += 1),
    drawImage: () => (counts.copies += 1),
    clearRect: () => (counts.clears += 1),
    setTransform: nothing,
    translate: nothing,
    rotate: nothing,
    scale: nothing,
    save: nothing,
    restore: nothing,
    beginPath: nothing,
    rect: nothing,
    clip: nothing,
  } as unknown as CanvasRenderingContext2D;
  intoImageUnits(context, VIEW);
  return { context, counts };
}

function mark(id: string, tool: Tool = 'pen', author = 'ana'): Annotation {
  const path = [1_000, 1_000, 500, 0, 0, 500];
  const body = { tool, width: 128, path } as unknown as Annotation['mark'];
  const own = { id, item: 'item', mark: body, author, seq: 1, number: null };
  return { ...own, live: true, deletedBy: null } as unknown as Annotation;
}

function scene() {
  const [stage, kept] = [canvas(), canvas()];
  const layer = new InkLayer(() => kept.context);
  const frame = (
    marks: readonly Annotation[],
    { view = VIEW, selected = null, colour = 'red' }: FrameOptions = {},
  ) => {
    const before = stage.counts.strokes + kept.counts.strokes;
    const place: MarkedPlace = { marks, view, cell: null };
    layer.paint(stage.context, [place], selected, () => colour);
    return stage.counts.strokes + kept.counts.strokes - before;
  };
  return { stage, kept, frame };
}

interface FrameOptions {
  readonly view?: MarkedPlace['view'];
  readonly selected?: string | null;
  readonly colour?: string;
}

const many = Array.from({ length: 40 }, (_, at) => mark(`m${at}`));

test('however many marks there are, a frame after the second strokes none of them', () => {
  const { stage, frame } = scene();
  expect(frame(many)).toBe(40 * PASSES);
  expect(frame([...many])).toBe(40 * PASSES);
  for (let n = 0; n < 5; n += 1) expect(frame([...many])).toBe(0);
  expect(stage.counts.copies).toBe(6);
});

test('a mark that comes on top is painted alone, and stays', () => {
  const { frame } = scene();
  frame(many);
  frame(many);
  expect(frame([...many, mark('new')])).toBe(PASSES);
  expect(frame([...many, mark('new')])).toBe(0);
});

test('what is kept is forgotten when a mark goes, the view moves or a mark looks different', () => {
  const changes: [readonly Annotation[], FrameOptions][] = [
    [many.slice(1), {}],
    [many, { view: { ...VIEW, camera: { ...VIEW.camera, cu: 1 } } }],
    [many, { selected: 'm1' }],
    [many, { colour: 'blue' }],
    [many.map((one) => (one.id === 'm3' ? { ...one, number: 7 } : one)), {}],
  ];
  for (const [marks, options] of changes) {
    const { stage, frame } = scene();
    frame(many);
    frame(many);
    const { copies } = stage.counts;
    expect(frame(marks, options)).toBeGreaterThanOrEqual(marks.length * PASSES);
    expect(stage.counts.copies).toBe(copies);
    frame(marks, options);
    expect(frame(marks, options)).toBe(0);
  }
});

test('a highlighter lies below what is there already', () => {
  const { frame } = scene();
  frame(many);
  frame(many);
  const marks = [...many, mark('h', 'highlighter')];
  expect(frame(marks)).toBe(40 * PASSES + 1);
});

test('a view that moves all the time is painted straight onto the stage', () => {
  const { stage, kept, frame } = scene();
  for (let cu = 0; cu < 5; cu += 1) {
    frame(many, { view: { ...VIEW, camera: { ...VIEW.camera, cu } } });
  }
  expect([stage.counts.copies, kept.counts.strokes]).toEqual([0, 0]);
});
