/**
 * @file One connection that is always on its way back: connects, says hello, notices when the
 * other end is gone, and tries again. What is said over it is the business of `topics.ts`.
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import {
  type Auth,
  CLOSE_BAD_TOKEN,
  type ClientMessage,
  PROTOCOL_VERSION,
  type ServerMessage,
  type SessionId,
  TERMINAL_FROM,
  type Welcome,
} from '../wire/generated';
import { backoffMs } from './backoff';
import { createClock } from './clock';
import { type Dial, dial, type Wire } from './dial';
import { parseServer } from './frame';
import type { PageSigns } from './page';
import { codeOf } from './refused';

/** Where the connection stands. */
export type SocketState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly welcome: Welcome }
  | { readonly kind: 'waiting'; readonly retryAt: number }
  | { readonly kind: 'ended'; readonly code: number };

/** What a socket needs. */
export interface SocketOptions {
  readonly url: string;
  readonly tab: SessionId;
  /** Proof of identity, asked for anew before each attempt. */
  readonly auth: () => Promise<Auth>;
  /** The proof was not accepted: forget it. True if another one may be had. */
  readonly renew: () => boolean;
  readonly page: PageSigns;
  readonly onMessage: (message: ServerMessage) => void;
  /** When the oldest operation without an answer was sent (monotonic); null without one. */
  readonly unansweredSince: () => number | null;
  readonly dial?: Dial;
  readonly random?: () => number;
}

/** See {@link createSocket}. */
export interface Socket {
  readonly state: ReadonlySignal<SocketState>;
  readonly rttMs: ReadonlySignal<number | null>;
  start(): void;
  /** Sends when live; false when it was dropped. */
  send(message: ClientMessage): boolean;
  roomNow(): number;
  /** Bytes that wait in this browser. */
  buffered(): number;
  /** Says hello anew, as after a change of who we are. */
  reconnect(): void;
  /** Tries now instead of waiting. */
  retry(): void;
  dispose(): void;
}

const CONNECT_MS = 8_000;
const TICK_MS = 500;
const QUIET_MS = 30_000;
const UNANSWERED_MS = 2_000;
const PROBE_MS = 1_000;
const WAKE_PROBE_MS = 2_000;
const SLEPT_MS = 5_000;
const PING_EVERY_MS = 10_000;
const FIRST_PINGS = 5;
const FIRST_PING_GAP_MS = 200;
/** Sent when this end gives up on a silent other end. */
const CLOSE_IDLE = 4003;
const CLOSE_GOODBYE = 1000;

/** Makes a socket; it is idle until `start`. */
export function createSocket(options: SocketOptions): Socket {
  const state = signal<SocketState>({ kind: 'idle' });
  const rttMs = signal<number | null>(null);
  const clock = createClock();
  const now = () => performance.now();
  // Late events of an earlier socket carry an earlier generation and are passed over.
  let generation = 0;
  let wire: Wire | null = null;
  let attempt = 0;
  let mayRenew = true;
  let heardAt = 0;
  let probeUntil: number | null = null;
  let pings = 0;
  let pingAt = 0;
  let tickedAt = now();
  const asked = new Map<number, number>();
  let pending: ReturnType<typeof setTimeout> | undefined;
  let probing: ReturnType<typeof setTimeout> | undefined;
  // The server is about to stop: when this client moves, and the socket it moves to.
  let slotMs: number | null = null;
  let moving: ReturnType<typeof setTimeout> | undefined;
  let spare: Wire | null = null;

  function stay() {
    clearTimeout(moving);
    spare?.close(CLOSE_GOODBYE);
    spare = null;
  }

  function drop(code: number) {
    generation += 1;
    clearTimeout(pending);
    clearTimeout(probing);
    stay();
    slotMs = null;
    wire?.close(code);
    wire = null;
    asked.clear();
    probeUntil = null;
  }

  function end(code: number) {
    drop(CLOSE_GOODBYE);
    state.value = { kind: 'ended', code };
  }

  function wait(leastMs = 0) {
    drop(CLOSE_IDLE);
    const delay = leastMs + backoffMs(attempt, options.page.visible(), options.random);
    attempt += 1;
    state.value = { kind: 'waiting', retryAt: Date.now() + delay };
    pending = setTimeout(connect, delay);
  }

  function connect() {
    drop(CLOSE_IDLE);
    const mine = generation;
    state.value = { kind: 'connecting' };
    pending = setTimeout(() => wait(), CONNECT_MS);
    options.auth().then(
      (auth) => mine === generation && open(auth, mine),
      (error) => {
        if (mine !== generation) return;
        const code = codeOf(error);
        if (code === 'unavailable' || code === 'rate') wait();
        else end(CLOSE_BAD_TOKEN);
      },
    );
  }

  function open(auth: Auth, mine: number) {
    wire = (options.dial ?? dial)(options.url, {
      open: () => {
        if (mine !== generation) return;
        heardAt = now();
        put(hello(auth));
      },
      message: (text) => mine === generation && receive(text),
      close: (code) => mine === generation && closed(code),
    });
  }

  function closed(code: number) {
    if (code === CLOSE_BAD_TOKEN && mayRenew && options.renew()) {
      mayRenew = false;
      connect();
    } else if (code >= TERMINAL_FROM) {
      end(code);
    } else {
      // Told beforehand: all are told, so each comes back in a slot of its own (HS11).
      wait(slotMs ?? 0);
    }
  }

  /** Opens another socket and leaves the present one when the new one is welcomed (HS10). */
  function move() {
    const mine = generation;
    options.auth().then(
      (auth) => {
        if (mine !== generation) return;
        const next = (options.dial ?? dial)(options.url, {
          open: () => {
            next.send(JSON.stringify(hello(auth)));
          },
          message: (text) => {
            if (next === wire) return receive(text);
            const message = parseServer(text);
            if (next === spare && message?.type === 'welcome') arrive(next, message);
          },
          close: (code) => {
            if (next === wire) closed(code);
            // Nobody there yet: the old socket works on until it is closed.
            else if (next === spare) stay();
          },
        });
        spare = next;
        moving = setTimeout(stay, CONNECT_MS);
      },
      () => undefined,
    );
  }

  function arrive(next: Wire, welcome: Welcome) {
    spare = null;
    // Closes the old one; what it says from here on comes again on the new one.
    drop(CLOSE_GOODBYE);
    wire = next;
    heardAt = now();
    welcomed(welcome);
  }

  function hello(auth: Auth): ClientMessage {
    return { type: 'hello', v: PROTOCOL_VERSION, auth, tab: options.tab, caps: [] };
  }

  function put(message: ClientMessage) {
    wire?.send(JSON.stringify(message));
  }

  function ping() {
    pings += 1;
    pingAt = now();
    // Answers that never come must not gather.
    if (asked.size > 16) asked.clear();
    asked.set(pings, pingAt);
    put({ type: 'ping', n: pings });
  }

  function receive(text: string) {
    heardAt = now();
    probeUntil = null;
    const message = parseServer(text);
    if (message === null) return;
    switch (message.type) {
      case 'welcome':
        welcomed(message);
        break;
      case 'ping':
        clock.hint(message.roomNow);
        break;
      case 'pong': {
        const sentAt = asked.get(message.n);
        asked.delete(message.n);
        if (sentAt !== undefined) clock.sample(sentAt, message.roomNow);
        rttMs.value = clock.rttMs();
        break;
      }
      case 'drain':
        slotMs = message.afterMs;
        clearTimeout(moving);
        moving = setTimeout(move, slotMs);
        break;
      default:
        options.onMessage(message);
    }
  }

  function welcomed(welcome: Welcome) {
    clearTimeout(pending);
    attempt = 0;
    mayRenew = true;
    pings = 0;
    clock.reset();
    clock.hint(welcome.roomNow);
    state.value = { kind: 'live', welcome };
    firstPings();
  }

  /** A few answers one after the other: one of them was not held up on its way. */
  function firstPings() {
    ping();
    if (pings < FIRST_PINGS) probing = setTimeout(firstPings, FIRST_PING_GAP_MS);
  }

  /** Asks for a sign of life; without one the socket is replaced. */
  function probe(withinMs: number) {
    if (state.value.kind !== 'live') return;
    const until = now() + withinMs;
    probeUntil = probeUntil === null ? until : Math.min(probeUntil, until);
    ping();
  }

  function tick() {
    const slept = now() - tickedAt > SLEPT_MS + TICK_MS;
    tickedAt = now();
    if (state.value.kind !== 'live') return;
    const visible = options.page.visible();
    const quiet = now() - heardAt;
    // A silence that was slept through proves nothing; the answer to a probe does.
    if (slept) return probe(WAKE_PROBE_MS);
    if (probeUntil !== null) {
      if (now() >= probeUntil) replace();
      return;
    }
    if (visible && quiet >= QUIET_MS) return replace();
    const since = options.unansweredSince();
    if (since !== null && now() - since >= UNANSWERED_MS && quiet >= UNANSWERED_MS) {
      return probe(PROBE_MS);
    }
    if (visible && now() - pingAt >= PING_EVERY_MS) ping();
  }

  function replace() {
    attempt = 0;
    connect();
  }

  function wake() {
    if (state.value.kind === 'waiting') replace();
    else probe(WAKE_PROBE_MS);
  }

  function leave() {
    // Polite goodbye; if the page comes back from the cache, `wake` connects again.
    if (state.value.kind === 'idle' || state.value.kind === 'ended') return;
    drop(CLOSE_GOODBYE);
    state.value = { kind: 'waiting', retryAt: Date.now() };
  }

  const timer = setInterval(tick, TICK_MS);
  const stops = [options.page.onWake(wake), options.page.onLeave(leave)];

  return {
    state,
    rttMs,
    start: () => {
      if (state.value.kind === 'idle' || state.value.kind === 'ended') replace();
    },
    reconnect: () => {
      mayRenew = true;
      if (state.value.kind !== 'idle') replace();
    },
    send: (message) => {
      if (state.value.kind !== 'live') return false;
      put(message);
      return true;
    },
    roomNow: () => clock.roomNow(),
    buffered: () => wire?.buffered() ?? 0,
    retry: () => {
      if (state.value.kind !== 'live' && state.value.kind !== 'connecting') replace();
    },
    dispose: () => {
      drop(CLOSE_GOODBYE);
      clearInterval(timer);
      for (const stop of stops) stop();
      state.value = { kind: 'idle' };
    },
  };
}
