/** @file Receipts: the furthest counts, positions only grow, and one a second is sent. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createReceipts, fateOf, RECEIPT_EVERY_MS, type Reach, reachOf } from './receipts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function lane() {
  const sent: Reach[] = [];
  let live = true;
  const receipts = createReceipts((reach) => {
    if (live) sent.push(reach);
    return live;
  });
  return {
    receipts,
    sent,
    unplug: () => {
      live = false;
    },
    plug: () => {
      live = true;
    },
  };
}

test('rc1_of_several_agents_the_furthest_counts_and_oneself_does_not', () => {
  const receipts = [
    { participant: 'me', delivered: 9, read: 9 },
    { participant: 'ana', delivered: 5, read: 2 },
    { participant: 'marta', delivered: 4, read: 4 },
  ];
  const reach = reachOf(receipts, (id) => id !== 'me');
  expect(reach).toEqual({ delivered: 5, read: 4 });
  expect([4, 5, 6].map((seq) => fateOf(seq, reach))).toEqual(['read', 'delivered', 'sent']);
});

test('what was read has arrived, whatever the server says of it', () => {
  expect(reachOf([{ participant: 'ana', delivered: 0, read: 3 }], () => true)).toEqual({
    delivered: 3,
    read: 3,
  });
});

test('rc1_positions_leave_at_most_once_a_second_and_only_grow', () => {
  const { receipts, sent } = lane();
  receipts.ready();
  receipts.delivered(1);
  receipts.delivered(2);
  receipts.read(2);
  receipts.delivered(1);
  expect(sent).toEqual([{ delivered: 1, read: 0 }]);
  vi.advanceTimersByTime(RECEIPT_EVERY_MS - 1);
  expect(sent).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(sent.slice(1)).toEqual([{ delivered: 2, read: 2 }]);
  vi.advanceTimersByTime(10 * RECEIPT_EVERY_MS);
  expect(sent).toHaveLength(2);
});

test('what could not be said is said once the topic is ready again', () => {
  const { receipts, sent, unplug, plug } = lane();
  receipts.ready();
  receipts.read(3);
  receipts.lost();
  unplug();
  receipts.read(5);
  vi.advanceTimersByTime(5 * RECEIPT_EVERY_MS);
  expect(sent).toEqual([{ delivered: 3, read: 3 }]);
  plug();
  receipts.ready();
  expect(sent.at(-1)).toEqual({ delivered: 5, read: 5 });
});

test('an empty conversation has nothing to say', () => {
  const { receipts, sent } = lane();
  receipts.ready();
  receipts.delivered(0);
  expect(sent).toEqual([]);
});

test('a closed conversation says nothing any more', () => {
  const { receipts, sent } = lane();
  receipts.ready();
  receipts.delivered(1);
  receipts.delivered(2);
  receipts.close();
  vi.advanceTimersByTime(5 * RECEIPT_EVERY_MS);
  expect(sent).toHaveLength(1);
});
