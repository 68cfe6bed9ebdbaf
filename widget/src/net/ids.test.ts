/** @file Ids are UUIDv7 and never run backwards. */

import { expect, test, vi } from 'vitest';
import { newId, timeOf } from './ids';

test('an id is a UUIDv7 of this time', () => {
  const id = newId();
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Math.abs(timeOf(id) - Date.now())).toBeLessThan(5_000);
});

test('ids keep their order, also within a millisecond and when the clock is set back', () => {
  const ids = Array.from({ length: 10_000 }, newId);
  vi.spyOn(Date, 'now').mockReturnValue(1);
  ids.push(...Array.from({ length: 100 }, newId));
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
});
