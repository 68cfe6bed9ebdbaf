/** @file A server for tests: takes what a socket sends, and says what the test wants. */

import type { ClientMessage, ServerMessage, Welcome } from '../wire/generated';
import type { Dial, WireEvents } from './dial';
import type { PageSigns } from './page';

/** One socket as the server sees it. */
export interface FakeWire {
  readonly events: WireEvents;
  readonly sent: ClientMessage[];
  closed: number | null;
  say(message: ServerMessage): void;
}

/** A dial that keeps all its sockets. */
export function fakeDial() {
  const wires: FakeWire[] = [];
  const dial: Dial = (_url, events) => {
    const wire: FakeWire = {
      events,
      sent: [],
      closed: null,
      say: (message) => events.message(JSON.stringify(message)),
    };
    wires.push(wire);
    return {
      send: (text) => {
        wire.sent.push(JSON.parse(text));
      },
      close: (code) => {
        wire.closed ??= code;
      },
      buffered: () => 0,
    };
  };
  /** The newest socket. */
  const last = (): FakeWire => {
    const wire = wires.at(-1);
    if (!wire) throw new Error('nothing was dialled');
    return wire;
  };
  return { dial, wires, last };
}

/** A welcome of a visitor. */
export const WELCOME: Welcome & { type: 'welcome' } = {
  type: 'welcome',
  v: 1,
  conn: 'conn',
  me: 'me',
  role: 'visitor',
  name: null,
  roomNow: 1_000_000,
  conversation: 'room',
  past: [],
};

/** A page whose signs the test gives. */
export function fakePage() {
  const wakes = new Set<() => void>();
  const leaves = new Set<() => void>();
  let visible = true;
  const signs: PageSigns = {
    visible: () => visible,
    onWake: (listener) => {
      wakes.add(listener);
      return () => wakes.delete(listener);
    },
    onVisibility: () => () => undefined,
    onLeave: (listener) => {
      leaves.add(listener);
      return () => leaves.delete(listener);
    },
  };
  return {
    signs,
    show: (now: boolean) => {
      visible = now;
    },
    wake: () => {
      for (const one of wakes) one();
    },
    leave: () => {
      for (const one of leaves) one();
    },
  };
}
