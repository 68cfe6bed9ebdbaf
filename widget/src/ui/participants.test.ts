/** @file One palette: what is painted has the colours of the style sheets. */

import { expect, test } from 'vitest';
import { PARTICIPANT_COLOURS, participantColour } from './participants';
import tokens from './tokens.css?raw';

test('painted and styled participants have the same eight colours', () => {
  const styled = [...tokens.matchAll(/--participant-(\d): (#[0-9a-f]{6});/g)];
  expect(styled.map(([, index]) => Number(index))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(styled.map(([, , colour]) => colour)).toEqual([...PARTICIPANT_COLOURS]);
});

test('after eight people the colours begin again', () => {
  expect(participantColour(9)).toBe(participantColour(1));
});
