/** @file The language for finding faults keeps places and leaves no plain letter. */

import { expect, test } from 'vitest';
import en from '../i18n/en.json';
import { pseudo } from './pseudo';

test('places stay, every letter is dressed, and the text is about a third longer', () => {
  for (const words of Object.values(en)) {
    if (typeof words !== 'string') continue;
    const places = words.match(/\{\w+\}/g) ?? [];
    const dressed = pseudo(words);
    expect(dressed.match(/\{\w+\}/g) ?? []).toEqual(places);
    expect(dressed.replaceAll(/\{\w+\}/g, '')).not.toMatch(/[a-zA-Z]/);
  }
  const letters = 'The conversation never leaves the screen';
  expect(pseudo(letters).length / letters.length).toBeCloseTo(1.3, 1);
});
