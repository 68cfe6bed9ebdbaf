/** @file What is not one of ours is passed over; what is, comes through as it is. */

import { expect, test } from 'vitest';
import { parseServer, readInboxInfo, readStoredMessage } from './frame';

test('hs8 unknown kinds, broken frames and missing fields are passed over', () => {
  const bad = ['', '{', 'null', '[]', '"x"', '{}', '{"type":"news"}', '{"type":"events","sub":1}'];
  for (const text of bad) expect(parseServer(text), text).toBeNull();
  expect(parseServer('{"type":"constructor"}')).toBeNull();
  expect(parseServer('{"type":"ack","cid":"c","seq":null}')).toBeNull();
});

test('hs8 unknown fields do not matter', () => {
  const frame = { type: 'pong', n: 1, roomNow: 2, mood: 'good' };
  expect(parseServer(JSON.stringify(frame))).toEqual(frame);
});

test('bodies of another shape are no answer', () => {
  const inbox = { name: 'Shop', origins: [], mail: false };
  expect(readInboxInfo(inbox)).toEqual(inbox);
  expect(readInboxInfo({ name: 'Shop' })).toBeNull();
  expect(readInboxInfo(null)).toBeNull();
  expect(readStoredMessage({ cid: 'c', text: 'x', at: Number.NaN })).toBeNull();
});
