/**
 * @file A room for tests: the server's rules that the stage depends on, and a network with a
 * latency, under whatever clock the test has. Not part of any page.
 */

import { type Signal, signal } from '@preact/signals';
import type {
  Annotation,
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
  #items: readonly Item[] = [ITEM, { ...ITEM, id: 'item-2', media: 'media-2' }];
  #shown: readonly string[] = [ITEM.id];
  #lead: Lead | null = null;
  #marks: Annotation[] = [];
  #ids = 0;
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
      state: signal(this.#state()),
      people: this.#people,
      link: signal<Link>('live'),
      rttMs: signal<number | null>(2 * latency),
      shelf: signal<readonly Media[]>([]),
      sent: [],
      ops: [],
      op: (command) => {
        port.ops.push(command);
        return new Promise((done, failed) => {
          setTimeout(() => {
            const code = this.#decide(me, session, command);
            const seq = this.#seq;
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
      roomNow: () => 1_800_000_000_000 + performance.now(),
      bitmap: () => Promise.reject(new FakeRefusal('not_found')),
      imageUrl: () => Promise.reject(new FakeRefusal('not_found')),
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

  #state(): StageState {
    return {
      seq: this.#seq,
      items: this.#items,
      shown: this.#shown,
      lead: this.#lead,
      annotations: this.#marks.filter((mark) => mark.live),
    };
  }

  #decide(me: string, session: string, command: Command): string | null {
    const refused = this.refuse.get(command.do);
    if (refused) return refused;
    switch (command.do) {
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
        this.#marks = this.#marks.filter((mark) => !command.annotations.includes(mark.id));
        break;
      default:
        return 'forbidden';
    }
    this.#commit();
    return null;
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
    const state = this.#state();
    for (const { port, latency } of this.#ports) {
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
