/** @file The shelf of a shop that is still filling it. */

import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Media } from '../wire/generated';
import { createShelf } from './shelf';

const picture = (media: string): Media => ({ media, size: { width: 1, height: 1 }, title: '' });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('what comes onto the shelf later is seen without a reload', async () => {
  const found = [picture('a')];
  const live = signal(false);
  const shelf = createShelf(
    () => live.value,
    async () => [...found],
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(shelf.value).toEqual([]);
  live.value = true;
  await vi.advanceTimersByTimeAsync(0);
  expect(shelf.value).toHaveLength(1);
  found.push(picture('b'));
  await vi.advanceTimersByTimeAsync(3_000);
  expect(shelf.value).toHaveLength(2);
});

test('a shelf that cannot be read is read when the connection is back', async () => {
  const live = signal(true);
  let broken = true;
  const shelf = createShelf(
    () => live.value,
    async () => (broken ? Promise.reject(new Error('offline')) : [picture('a')]),
  );
  await vi.advanceTimersByTimeAsync(60_000);
  live.value = false;
  broken = false;
  live.value = true;
  await vi.advanceTimersByTimeAsync(0);
  expect(shelf.value).toHaveLength(1);
});
