/**
 * @file A conversation as a film: its state and everybody's view at any instant. Knows no clock
 * and no screen.
 */

import type { ParticipantId, SeenView } from '../wire/generated';
import type { Record, Step } from './record';
import { apply, EMPTY_ROOM, type RoomState } from './room';

/** The visible rectangle of an item. */
export interface Sight {
  readonly item: string;
  readonly cu: number;
  readonly cv: number;
  readonly eu: number;
  readonly ev: number;
}

/** See {@link createFilm}. Times are room time in milliseconds. */
export interface Film {
  readonly record: Record;
  /** Of the first and the last thing that happened. */
  readonly begin: number;
  readonly end: number;
  /** How many steps have happened at `time`. */
  stepsAt(time: number): number;
  /** The state after so many steps. */
  stateAfter(steps: number): RoomState;
  /** Where everybody looked together; null before anybody moved. */
  sharedAt(time: number): Sight | null;
  /** The same for one picture, while each zooms for itself. */
  sharedOn(item: string, time: number): Sight | null;
  /** Where somebody looked alone; null while it looked with the others. */
  aloneAt(who: ParticipantId, time: number): Sight | null;
  /** Times at which something happened or moved, in order. */
  moments(): readonly number[];
}

/** A state is kept each so many steps; the others are folded from there. */
const KEPT_EVERY = 64;
/** Views further apart than this were no movement: the later one came at once. */
const GLIDE_MS = 1_000;

/** How many of `list` are at or before `time`; `at` tells the time of one. */
function countUpTo<T>(list: readonly T[], time: number, at: (one: T) => number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = list[middle];
    if (one !== undefined && at(one) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Between two views; extents grow as a zoom does, by equal factors in equal times. */
function between(one: Sight, other: Sight, part: number): Sight {
  const mix = (a: number, b: number) => a + (b - a) * part;
  const grow = (a: number, b: number) => a * (b / a) ** part;
  return {
    item: one.item,
    cu: mix(one.cu, other.cu),
    cv: mix(one.cv, other.cv),
    eu: grow(Math.max(1, one.eu), Math.max(1, other.eu)),
    ev: grow(Math.max(1, one.ev), Math.max(1, other.ev)),
  };
}

/** The view of a line of views at `time`, gliding to the next. */
function sightAt(line: readonly SeenView[], time: number): Sight | null {
  const count = countUpTo(line, time, (view) => view.at);
  const last = line[count - 1];
  if (!last) return null;
  const next = line[count];
  const glides = next && next.item === last.item && next.how === last.how;
  if (!glides || next.at - last.at > GLIDE_MS) return last;
  return between(last, next, (time - last.at) / (next.at - last.at));
}

/** Builds the film of a record. */
export function createFilm(record: Record): Film {
  const { steps } = record;
  const kept: RoomState[] = [EMPTY_ROOM];
  const fold = (state: RoomState, step: Step) => apply(state, step.stream, step.event);
  // Times run forwards although two nodes may have written them.
  let latest = 0;
  const times = steps.map(({ event }) => {
    latest = Math.max(latest, event.at);
    return latest;
  });
  const all = [...record.views.values()].flat().sort((a, b) => a.at - b.at);
  const shared = all.filter((view) => view.how === 'shared');
  const byItem = new Map<string, SeenView[]>();
  for (const view of shared) {
    const line = byItem.get(view.item) ?? [];
    line.push(view);
    byItem.set(view.item, line);
  }
  const seen = all.map((view) => view.at);
  const ends = [times[0], seen[0], times.at(-1), seen.at(-1)].filter((at) => at !== undefined);

  function stateAfter(count: number): RoomState {
    const wanted = Math.min(Math.max(0, count), steps.length);
    while (kept.length <= Math.floor(wanted / KEPT_EVERY)) {
      const from = (kept.length - 1) * KEPT_EVERY;
      const state = kept.at(-1) ?? EMPTY_ROOM;
      kept.push(steps.slice(from, from + KEPT_EVERY).reduce(fold, state));
    }
    const at = Math.floor(wanted / KEPT_EVERY);
    return steps.slice(at * KEPT_EVERY, wanted).reduce(fold, kept[at] ?? EMPTY_ROOM);
  }

  return {
    record,
    begin: times[0] ?? ends[0] ?? 0,
    end: Math.max(0, ...ends),
    stepsAt: (time) => countUpTo(times, time, (at) => at),
    stateAfter,
    sharedAt: (time) => sightAt(shared, time),
    sharedOn: (item, time) => sightAt(byItem.get(item) ?? [], time),
    aloneAt: (who, time) => {
      const own = record.views.get(who) ?? [];
      const last = own[countUpTo(own, time, (view) => view.at) - 1];
      return last?.how === 'own' ? sightAt(own, time) : null;
    },
    moments: () => [...times, ...seen].sort((a, b) => a - b),
  };
}
