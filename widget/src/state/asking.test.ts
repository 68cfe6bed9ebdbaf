/** @file A request that fails says why and when, and never runs twice at once. */

import { expect, test, vi } from 'vitest';
import { Refused } from '../net/refused';
import { createAsking } from './asking';

test('a refusal is told with the moment from which trying again makes sense', async () => {
  const asked = createAsking(() => 1_000);
  asked.run(() => Promise.reject(new Refused('rate', 30_000)), vi.fn());
  await vi.waitFor(() => expect(asked.state.value.kind).toBe('failed'));
  expect(asked.state.value).toEqual({ kind: 'failed', fault: { code: 'rate', retryAt: 31_000 } });
  asked.clear();
  expect(asked.state.value).toEqual({ kind: 'idle' });
});

test('a second press while the first is on its way asks nothing', async () => {
  const asked = createAsking();
  const door = vi.fn(() => Promise.resolve('here'));
  const done = vi.fn();
  asked.run(door, done);
  asked.run(door, done);
  await vi.waitFor(() => expect(done).toHaveBeenCalledWith('here'));
  expect(door).toHaveBeenCalledTimes(1);
});
