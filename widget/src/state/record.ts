/** @file A whole conversation as it is on record: both logs in one order, and where people looked. */

import type { RecordDoors } from '../net/record';
import type {
  ConversationId,
  Event,
  LogPerson,
  ParticipantId,
  SeenView,
  Stream,
  ViewsAfter,
} from '../wire/generated';

/** An event with the stream it stands in. */
export interface Step {
  readonly stream: Stream;
  readonly event: Event;
}

/** See {@link readRecord}. */
export interface Record {
  readonly people: readonly LogPerson[];
  /** In the order in which they happened. */
  readonly steps: readonly Step[];
  /** In order of time; nobody is in it who never moved. */
  readonly views: ReadonlyMap<ParticipantId, readonly SeenView[]>;
  /** For how many days views are kept; 0 when they are not. */
  readonly keptDays: number;
}

/** Which parts of a conversation are wanted. */
export interface Wanted {
  /** What only staff may read. */
  readonly staff: boolean;
  readonly views: boolean;
}

/** Pages of one kind that are read at most: more than a conversation of a whole day has. */
const PAGES = 200;

async function allEvents(doors: RecordDoors, id: ConversationId, stream: Stream) {
  const events: Event[] = [];
  let people: readonly LogPerson[] = [];
  for (let page = 0; page < PAGES; page += 1) {
    const after = events.at(-1)?.seq ?? 0;
    const log = await doors.events(id, stream, after);
    people = log.people;
    events.push(...log.events);
    if (log.events.length === 0 || (events.at(-1)?.seq ?? 0) >= log.head) break;
  }
  return { people, events };
}

async function allViews(doors: RecordDoors, id: ConversationId) {
  const views = new Map<ParticipantId, SeenView[]>();
  let after: ViewsAfter | null = null;
  let keptDays = 0;
  for (let page = 0; page < PAGES; page += 1) {
    const trace = await doors.views(id, after);
    keptDays = trace.keptDays;
    for (const run of trace.runs) {
      const known = views.get(run.participant) ?? [];
      known.push(...run.views);
      views.set(run.participant, known);
    }
    after = trace.next;
    if (after === null) break;
  }
  return { views, keptDays };
}

/** One order for both streams: by time, and of the same moment what everybody saw first. */
export function merged(open: readonly Event[], staff: readonly Event[]): Step[] {
  const steps: Step[] = [];
  let next = 0;
  for (const event of open) {
    for (let other = staff[next]; other && other.at < event.at; other = staff[next]) {
      steps.push({ stream: 'staff', event: other });
      next += 1;
    }
    steps.push({ stream: 'public', event });
  }
  for (const event of staff.slice(next)) steps.push({ stream: 'staff', event });
  return steps;
}

/** Reads it; rejects with `Refused`. */
export async function readRecord(
  doors: RecordDoors,
  id: ConversationId,
  wanted: Wanted,
): Promise<Record> {
  const [open, staff, trace] = await Promise.all([
    allEvents(doors, id, 'public'),
    wanted.staff ? allEvents(doors, id, 'staff') : { events: [] },
    wanted.views ? allViews(doors, id) : { views: new Map(), keptDays: 0 },
  ]);
  return { people: open.people, steps: merged(open.events, staff.events), ...trace };
}
