/** @file Words break where they should, at any zoom and in any script. */

import { expect, test } from 'vitest';
import { breakWords, isRtl, WIDEST } from './words';

/** Every letter is half as wide as a line is high. */
const measure = (text: string) => text.length / 2;

test('short words stay on one line, line ends are kept', () => {
  expect(breakWords('one two', measure).lines).toEqual(['one two']);
  expect(breakWords('one\n\ntwo', measure).lines).toEqual(['one', '', 'two']);
});

test('long lines break between words, and no line is wider than allowed', () => {
  const block = breakWords('the seam on the left side of the bag is loose', measure);
  expect(block.lines.join(' ')).toBe('the seam on the left side of the bag is loose');
  expect(block.lines.length).toBeGreaterThan(1);
  expect(block.width).toBeLessThanOrEqual(WIDEST);
});

test('a word that fits no line breaks within, and loses no letter', () => {
  const word = 'x'.repeat(100);
  const block = breakWords(`a ${word} b`, measure);
  expect(block.lines.join('').replaceAll(' ', '')).toBe(`a${word}b`);
  expect(block.width).toBeLessThanOrEqual(WIDEST);
});

test('the first letter with a direction decides it', () => {
  expect(isRtl('123 שלום')).toBe(true);
  expect(isRtl('مرحبا hello')).toBe(true);
  expect(isRtl('hello مرحبا')).toBe(false);
  expect(isRtl('123')).toBe(false);
});
