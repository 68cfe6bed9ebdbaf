/** @file Whatever colour a shop has, what is written in it and on it can be read. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contrast } from '../ui/contrast';
import { accentOf, READABLE } from './shop_colour';

const LIGHT = ['#fff', '#fbfaf7', '#f3f0ea'];
const DARK = ['#1e1d1a', '#161513', '#2d2a24'];
const colours = fc
  .integer({ min: 0, max: 0xffffff })
  .map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('any colour becomes one that is read on every ground, and carries words', () => {
  fc.assert(
    fc.property(colours, fc.constantFrom(LIGHT, DARK), (colour, grounds) => {
      const accent = accentOf(colour, grounds);
      for (const ground of [...grounds, accent['--accent-soft']]) {
        expect(contrast(accent['--accent'], ground)).toBeGreaterThanOrEqual(READABLE);
      }
      for (const filled of [accent['--accent'], accent['--accent-hover']]) {
        expect(contrast(accent['--on-accent'], filled)).toBeGreaterThanOrEqual(READABLE);
      }
    }),
  );
});

test('a colour that can be read is left as it is', () => {
  expect(accentOf('#0b6e69', LIGHT)['--accent']).toBe('#0b6e69');
  expect(accentOf('#9fd8ff', DARK)['--accent']).toBe('#9fd8ff');
});
