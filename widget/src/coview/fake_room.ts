/**
 * @file A room for tests: the server's rules that the stage depends on, and a network with a
 * latency, under whatever clock the test has. Not part of any page.
 */

import { type Signal, signal } from '@preact/signals';
import type {
  Annotation,
  Cleared,
  Command,
  Item,
  Lead,
  LiveFrame,
  LiveUpdate,
  Media,
  Person,
  Role,
} from '../wire/generated';
import { GESTURE_HOLD_MS } from '../wire/generated';
import type { Link, StagePort, StageState } from './port';

/** What a refused operation rejects with, as far as the stage reads it. */
export class FakeRefusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** A port with the levers a test needs. */
export interface FakePort extends StagePort {
  readonly state: Signal<StageState>;
  readonly people: Signal<readonly Person[]>;
  readonly link: Signal<Link>;
  readonly rttMs: Signal<number | null>;
  readonly shelf: Signal<readonly Media[]>;
  /** Everything this stage has sent. */
  readonly sent: Omit<LiveFrame, 'sub'>[];
  readonly ops: Command[];
  /** Plays an update of somebody else. */
  hear(update: LiveUpdate): void;
  resume(): void;
}

/** One picture that is 1,000 × 500. */
export const ITEM: Item = {
  id: 'item-1',
  media: 'media-1',
  size: { width: 1000, height: 500 },
  title: 'Seam',
  by: 'agent',
  quarterTurns: 0,
  removed: false,
};

/** The rules of the room with a one-way latency in milliseconds to each member. */
export class FakeRoom {
  #seq = 1;
  #items: readonly Item[] = [
    ITEM,
    { ...ITEM, id: 'item-2', media: 'media-2' },
    { ...ITEM, id: 'item-3', media: 'media-3', size: { width: 800, height: 1200 } },
  ];
  #shown: readonly string[] = [ITEM.id];
  #lead: Lead | null = null;
  #marks: Annotation[] = [];
  #ids = 0;
  #linked = true;
  #locked = false;
  #ended = false;
  #cleared: Cleared | null = null;
  readonly #gestures = new Map<string, number>();
  readonly #ports: { port: FakePort; latency: number }[] = [];
  readonly #people = signal<readonly Person[]>([]);
  /** Refuses the next operations of this kind with this code. */
  readonly refuse = new Map<Command['do'], string>();

  get lead(): Lead | null {
    return this.#lead;
  }

  join(role: Role, name: string | null, latency: number): FakePort {
    const me = `person-${this.#ports.length + 1}`;
    const session = `session-${this.#ports.length + 1}`;
    const listeners = new Set<(update: LiveUpdate) => void>();
    const resumed = new Set<() => void>();
    this.#people.value = [...this.#people.value, { id: me, role, name, state: 'online' }];
    const port: FakePort = {
      me,
      session,
      role,
      state: signal(this.#state(me)),
      people: this.#people,
      link: signal<Link>('live'),
      rttMs: signal<number | null>(2 * latency),
      shelf: signal<readonly Media[]>([]),
      sent: [],
      ops: [],
      op: (command) => {
        port.ops.push(command);
        port.state.value = hoped(port.state.value, command);
        return new Promise((done, failed) => {
          setTimeout(() => {
            const code = this.#decide(me, session, command);
            const seq = this.#seq;
            // What was hoped for and refused is taken back.
            if (code) port.state.value = this.#state(me);
            setTimeout(() => (code ? failed(new FakeRefusal(code)) : done({ seq })), latency);
          }, latency);
        });
      },
      live: (part) => {
        port.sent.push(part);
        setTimeout(() => this.#relay(port, part), latency);
      },
      onLive: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onResumed: (listener) => {
        resumed.add(listener);
        return () => resumed.delete(listener);
      },
      onMediaReady: () => () => {},
      forget: () => {},
      roomNow: () => 1_800_000_000_000 + performance.now(),
      bitmap: () => Promise.reject(new FakeRefusal('not_found')),
      imageUrl: () => Promise.reject(new FakeRefusal('not_found')),
      clipUrl: () => Promise.resolve(null),
      pyramid: () => Promise.resolve(null),
      tile: () => Promise.reject(new FakeRefusal('not_found')),
      chooseVariant: () => Promise.resolve(),
      newId: () => {
        this.#ids += 1;
        return `id-${this.#ids}`;
      },
      hear: (update) => {
        for (const listener of listeners) listener(update);
      },
      resume: () => {
        for (const listener of resumed) listener();
      },
    };
    this.#ports.push({ port, latency });
    return port;
  }

  #state(me: string): StageState {
    const deleted = this.#marks.filter((mark) => !mark.live && mark.deletedBy === me);
    return {
      seq: this.#seq,
      items: this.#items.filter((item) => !item.removed),
      shown: this.#shown,
      zoomLinked: this.#linked,
      locked: this.#locked,
      ended: this.#ended,
      cleared: this.#cleared,
      lead: this.#lead,
      annotations: this.#marks.filter((mark) => mark.live),
      products: [],
      deleted: new Set(deleted.map((mark) => mark.id)),
    };
  }

  #decide(me: string, session: string, command: Command): string | null {
    const refused = this.refuse.get(command.do);
    if (refused) return refused;
    if (this.#ended) return 'ended';
    switch (command.do) {
      case 'resolve':
        this.#ended = true;
        break;
      case 'take_lead':
        return this.#takeLead(me, session);
      case 'show_items':
        this.#shown = command.items;
        break;
      case 'rotate_item':
        this.#items = this.#items.map((item) =>
          item.id === command.item ? { ...item, quarterTurns: command.quarterTurns } : item,
        );
        break;
      case 'add_annotation': {
        const { annotation: id, item, mark } = command;
        const made = { seq: this.#seq, number: null, live: true, deletedBy: null };
        this.#marks = [...this.#marks, { id, item, mark, author: me, ...made }];
        break;
      }
      case 'delete_annotations':
        this.#revive(command.annotations, me, false);
        break;
      case 'restore_annotations':
        this.#revive(command.annotations, me, true);
        this.#cleared = null;
        break;
      case 'clear_annotations': {
        const { item, upto } = command;
        const meant = this.#marks.filter((one) => one.live && one.item === item && one.seq <= upto);
        const annotations = meant.map((mark) => mark.id);
        this.#revive(annotations, me, false);
        this.#cleared = { item, by: me, annotations };
        break;
      }
      case 'link_zoom':
        this.#linked = command.linked;
        break;
      case 'lock_stage':
        this.#locked = command.locked;
        break;
      case 'remove_item':
        this.#items = this.#items.map((one) =>
          one.id === command.item ? { ...one, removed: true } : one,
        );
        this.#shown = this.#shown.filter((id) => id !== command.item);
        break;
      default:
        return 'forbidden';
    }
    this.#commit();
    return null;
  }

  #revive(ids: readonly string[], me: string, live: boolean): void {
    const deletedBy = live ? null : me;
    this.#marks = this.#marks.map((mark) =>
      ids.includes(mark.id) ? { ...mark, live, deletedBy } : mark,
    );
  }

  #takeLead(me: string, session: string): string | null {
    if (this.#lead?.session === session) return null;
    const now = performance.now();
    for (const [other, at] of this.#gestures) {
      if (other !== me && now - at < GESTURE_HOLD_MS) return 'lead_busy';
    }
    this.#gestures.set(me, now);
    this.#lead = { participant: me, session, fence: this.#seq + 1 };
    this.#commit();
    return null;
  }

  #commit(): void {
    this.#seq += 1;
    for (const { port, latency } of this.#ports) {
      const state = this.#state(port.me);
      setTimeout(() => {
        port.state.value = state;
      }, latency);
    }
  }

  #relay(from: FakePort, part: Omit<LiveFrame, 'sub'>): void {
    const { view, ...rest } = part;
    const leads = this.#lead?.session === from.session && this.#lead.fence === view?.fence;
    if (view && leads) this.#gestures.set(from.me, performance.now());
    const passed = view && (view.own || leads) ? part : rest;
    for (const { port, latency } of this.#ports) {
      if (port === from) continue;
      const update = { sub: 1, from: from.me, session: from.session, ...passed };
      setTimeout(() => port.hear(update), latency);
    }
  }
}

/** What a page shows before the answer, as `state/optimistic.ts` does it. */
function hoped(state: StageState, command: Command): StageState {
  if (command.do !== 'delete_annotations') return state;
  const gone = new Set(command.annotations);
  const mine = state.annotations.filter((mark) => gone.has(mark.id)).map((mark) => mark.id);
  return {
    ...state,
    annotations: state.annotations.filter((mark) => !gone.has(mark.id)),
    deleted: new Set([...state.deleted, ...mine]),
  };
}
