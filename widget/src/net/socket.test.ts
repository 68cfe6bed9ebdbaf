/** @file The connection comes back when it should, stays away when it must, and notices silence. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backoffMs } from './backoff';
import { Refused } from './refused';
import { createSocket, type Socket } from './socket';
import { fakeDial, fakePage, WELCOME } from './testing';

let socket: Socket;
let net: ReturnType<typeof fakeDial>;
let page: ReturnType<typeof fakePage>;
let unanswered: number | null;
let renewals: number;
let auth: () => Promise<{ visitor: string }>;

beforeEach(() => {
  vi.useFakeTimers();
  net = fakeDial();
  page = fakePage();
  unanswered = null;
  renewals = 0;
  auth = async () => ({ visitor: `token-${renewals}` });
  socket = createSocket({
    url: 'ws://test',
    tab: 'tab',
    auth: () => auth(),
    renew: () => {
      renewals += 1;
      return true;
    },
    page: page.signs,
    onMessage: () => undefined,
    unansweredSince: () => unanswered,
    dial: net.dial,
    random: () => 1,
  });
});

afterEach(() => {
  socket.dispose();
  vi.useRealTimers();
});

async function connect() {
  socket.start();
  await vi.advanceTimersByTimeAsync(0);
  net.last().events.open();
  net.last().say(WELCOME);
}

const kind = () => socket.state.value.kind;

test('hs2 the first frame is hello, with the proof of identity and the tab', async () => {
  await connect();
  expect(net.last().sent[0]).toEqual({
    type: 'hello',
    v: 1,
    auth: { visitor: 'token-0' },
    tab: 'tab',
    caps: [],
  });
  expect(kind()).toBe('live');
});

test('hs9 after a code below 4100 it comes back by itself, each time later', async () => {
  await connect();
  net.last().events.close(4000);
  expect(kind()).toBe('waiting');
  await vi.advanceTimersByTimeAsync(250);
  expect(net.wires).toHaveLength(2);
  net.last().events.close(1006);
  await vi.advanceTimersByTimeAsync(250);
  expect(net.wires).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(175);
  expect(net.wires).toHaveLength(3);
});

test('hs9 from 4100 on it stays away until a person acts', async () => {
  await connect();
  net.last().events.close(4104);
  expect(socket.state.value).toEqual({ kind: 'ended', code: 4104 });
  page.wake();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(net.wires).toHaveLength(1);
  socket.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(net.wires).toHaveLength(2);
});

test('hs3 a token that is not valid is replaced once, not for ever', async () => {
  await connect();
  net.last().events.close(4100);
  await vi.advanceTimersByTimeAsync(0);
  net.last().events.open();
  expect(net.last().sent[0]).toMatchObject({ auth: { visitor: 'token-1' } });
  net.last().events.close(4100);
  expect(socket.state.value).toEqual({ kind: 'ended', code: 4100 });
  expect(renewals).toBe(1);
});

test('a refusal of the token ends, an unreachable server does not', async () => {
  auth = () => Promise.reject(new Refused('unavailable'));
  socket.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(kind()).toBe('waiting');
  auth = () => Promise.reject(new Refused('not_found'));
  await vi.advanceTimersByTimeAsync(250);
  expect(socket.state.value).toEqual({ kind: 'ended', code: 4100 });
});

test('an attempt is given up after eight seconds', async () => {
  socket.start();
  await vi.advanceTimersByTimeAsync(7_999);
  expect(kind()).toBe('connecting');
  await vi.advanceTimersByTimeAsync(2);
  expect(kind()).toBe('waiting');
});

test('late events of a socket that was replaced are passed over', async () => {
  await connect();
  const old = net.last();
  old.events.close(1006);
  await vi.advanceTimersByTimeAsync(250);
  net.last().events.open();
  net.last().say(WELCOME);
  old.events.close(4104);
  old.say({ type: 'ping', roomNow: 1 });
  expect(kind()).toBe('live');
});

test('it does not wait when the network or the page is back', async () => {
  await connect();
  net.last().events.close(1006);
  page.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(net.wires).toHaveLength(2);
});

describe('silence', () => {
  test('thirty seconds of it in a visible page replace the socket', async () => {
    await connect();
    // Our own pings go unanswered: nothing is heard.
    await vi.advanceTimersByTimeAsync(30_500);
    expect(net.wires.length).toBeGreaterThan(1);
    expect(net.wires[0]?.closed).not.toBeNull();
  });

  test('in a hidden page it proves nothing', async () => {
    await connect();
    page.show(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(net.wires).toHaveLength(1);
  });

  test('an operation without an answer is probed at two seconds and dead at three', async () => {
    await connect();
    unanswered = performance.now();
    await vi.advanceTimersByTimeAsync(2_400);
    expect(net.wires).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_600);
    expect(net.wires.length).toBeGreaterThan(1);
  });

  test('any frame counts as life', async () => {
    await connect();
    unanswered = performance.now();
    for (let second = 0; second < 10; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      net.last().say({ type: 'ping', roomNow: 1_000_000 });
    }
    expect(net.wires).toHaveLength(1);
  });

  test('waking up asks for a sign of life and replaces the socket without one', async () => {
    await connect();
    page.wake();
    await vi.advanceTimersByTimeAsync(2_600);
    expect(net.wires.length).toBeGreaterThan(1);
  });
});

test('the round trip is measured and the room clock follows the server', async () => {
  await connect();
  const ping = net.last().sent.find((one) => one.type === 'ping');
  await vi.advanceTimersByTimeAsync(40);
  net.last().say({ type: 'pong', n: ping?.type === 'ping' ? ping.n : 0, roomNow: 5_000_000 });
  expect(socket.rttMs.value).toBe(40);
  expect(socket.roomNow()).toBe(5_000_020);
});

test('leaving the page says goodbye, coming back connects', async () => {
  await connect();
  page.leave();
  expect(net.last().closed).toBe(1000);
  page.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(net.wires).toHaveLength(2);
});

test('back-off has full jitter, and a ceiling of 5 s seen and 60 s unseen', () => {
  expect(backoffMs(0, true, () => 1)).toBe(250);
  expect(backoffMs(0, true, () => 0)).toBe(0);
  expect(backoffMs(50, true, () => 1)).toBe(5_000);
  expect(backoffMs(50, false, () => 1)).toBe(60_000);
});

describe('a server that is about to stop', () => {
  test('hs10 the new socket is welcomed before the old one is left', async () => {
    await connect();
    const old = net.last();
    old.say({ type: 'drain', afterMs: 4_000 });
    await vi.advanceTimersByTimeAsync(3_999);
    expect(net.wires).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    const next = net.last();
    expect(net.wires).toHaveLength(2);
    next.events.open();
    expect(next.sent[0]).toMatchObject({ type: 'hello', tab: 'tab' });
    expect([kind(), old.closed]).toEqual(['live', null]);
    socket.send({ type: 'close', sub: 7 });
    expect(old.sent.at(-1)).toEqual({ type: 'close', sub: 7 });
    next.say({ ...WELCOME, conn: 'elsewhere' });
    expect(old.closed).toBe(1000);
    expect(socket.state.value).toMatchObject({ kind: 'live', welcome: { conn: 'elsewhere' } });
    socket.send({ type: 'close', sub: 8 });
    expect(next.sent.at(-1)).toEqual({ type: 'close', sub: 8 });
    // What still comes from the old one is passed over.
    old.events.close(4000);
    expect(kind()).toBe('live');
    next.events.close(1006);
    expect(kind()).toBe('waiting');
  });

  test('hs11 with nobody else there it stays, and comes back in its own slot', async () => {
    await connect();
    const old = net.last();
    old.say({ type: 'drain', afterMs: 4_000 });
    await vi.advanceTimersByTimeAsync(4_000);
    net.last().events.close(1006);
    expect([kind(), old.closed]).toEqual(['live', null]);
    socket.send({ type: 'close', sub: 7 });
    expect(old.sent.at(-1)).toEqual({ type: 'close', sub: 7 });
    old.events.close(4000);
    expect(kind()).toBe('waiting');
    await vi.advanceTimersByTimeAsync(4_249);
    expect(net.wires).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(net.wires).toHaveLength(3);
    // Once: a later break is answered as quickly as ever.
    net.last().events.open();
    net.last().say(WELCOME);
    net.last().events.close(1006);
    await vi.advanceTimersByTimeAsync(250);
    expect(net.wires).toHaveLength(4);
  });

  test('hs10 a new socket that says nothing is given up', async () => {
    await connect();
    net.last().say({ type: 'drain', afterMs: 0 });
    await vi.advanceTimersByTimeAsync(0);
    const next = net.last();
    await vi.advanceTimersByTimeAsync(8_000);
    expect([kind(), next.closed, net.wires[0]?.closed]).toEqual(['live', 1000, null]);
  });
});
