/** @file A finger finds the mark it means. */

import { expect, test } from 'vitest';
import type { Annotation, Mark } from '../wire/generated';
import { markAt } from './hit';
import type { Projection } from './projection';

/** One unit is 1/100 of a CSS pixel, and the middle of the picture lies at (500, 250). */
const VIEW: Projection = {
  camera: { cu: 16384, cv: 8192, scale: 0.01 },
  frame: { x: 0, y: 0, w: 1000, h: 500 },
  turns: 0,
  density: 1,
};
const screen = (u: number, v: number) => ({
  x: 500 + (u - 16384) * 0.01,
  y: 250 + (v - 8192) * 0.01,
});

function mark(id: string, tool: Mark['tool'], path: number[], width = 100): Annotation {
  const rest = { item: 'i', author: 'me', seq: 1, number: null, live: true, deletedBy: null };
  return { id, mark: { tool, path, width }, ...rest };
}

const at = (marks: Annotation[], u: number, v: number) => markAt(marks, screen(u, v), VIEW)?.id;

test('a line is found beside it, and not far from it', () => {
  const pen = mark('pen', 'pen', [1000, 1000, 8000, 0]);
  expect(at([pen], 4000, 1800)).toBe('pen');
  expect(at([pen], 4000, 4000)).toBeUndefined();
});

test('a rectangle and an ellipse are found at their sides, not in the middle', () => {
  for (const tool of ['rectangle', 'ellipse'] as const) {
    const shape = mark(tool, tool, [4000, 4000, 20000, 8000]);
    expect(at([shape], 14000, 4000)).toBe(tool);
    expect(at([shape], 14000, 8000)).toBeUndefined();
  }
  expect(at([mark('r', 'rectangle', [4000, 4000, 20000, 8000])], 4100, 4100)).toBe('r');
  expect(at([mark('e', 'ellipse', [4000, 4000, 20000, 8000])], 4100, 4100)).toBeUndefined();
});

test('a pin is found at its head, above its point', () => {
  const pin = mark('pin', 'pin', [10000, 10000]);
  expect(at([pin], 10000, 8000)).toBe('pin');
  expect(at([pin], 10000, 14000)).toBeUndefined();
});

test('of two marks under the finger the one on top is meant', () => {
  const below = mark('below', 'pen', [1000, 1000, 8000, 0]);
  const above = mark('above', 'pen', [5000, 0, 0, 4000]);
  expect(at([below, above], 5000, 1000)).toBe('above');
  expect(at([above, below], 5000, 1000)).toBe('below');
});
