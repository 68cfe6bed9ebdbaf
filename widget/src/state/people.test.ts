/** @file The colour of somebody: by the order of arrival, so that it never changes. */

import { expect, test } from 'vitest';
import { colour } from './people';

const PEOPLE = [
  { id: 'v', role: 'visitor' },
  { id: 'a', role: 'agent' },
  { id: 'm', role: 'agent' },
] as const;

test('colours stay apart and do not change when somebody comes', () => {
  const [v, a, m] = PEOPLE.map(({ id }) => colour(PEOPLE, [], id));
  expect(new Set([v, a, m]).size).toBe(3);
  expect(colour(PEOPLE.slice(0, 2), [], 'a')).toBe(a);
});
