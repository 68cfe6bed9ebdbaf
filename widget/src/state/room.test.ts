/** @file The mirror of `apply` gives the state the Rust side gives, event by event. */

import { describe, expect, test } from 'vitest';
import type { Event, Stream } from '../wire/generated';
import { apply, asMade, EMPTY_ROOM, type RoomState } from './room';

interface Fixture {
  readonly steps: readonly {
    readonly stream: Stream;
    readonly event: Event;
    readonly state: RoomState;
  }[];
}

const fixtures = import.meta.glob<Fixture>('../../../shared/fixtures/room/*.json', {
  eager: true,
  import: 'default',
});

describe.each(Object.entries(fixtures))(
  'op4 the state is the fold of the log: %s',
  (_, { steps }) => {
    test('after every event it equals the server’s', () => {
      let state = EMPTY_ROOM;
      for (const [at, step] of steps.entries()) {
        state = apply(state, step.stream, step.event);
        expect(state, `step ${at + 1}: ${step.event.body.kind}`).toEqual(step.state);
      }
    });

    test('op5 an event applied twice changes nothing', () => {
      let state = EMPTY_ROOM;
      for (const { stream, event } of steps) {
        state = apply(state, stream, event);
        expect(apply(state, stream, event)).toBe(state);
      }
    });
  },
);

test('there are fixtures', () => {
  expect(Object.keys(fixtures).length).toBeGreaterThan(1);
});

test('op7 an event of a kind nobody knows keeps its place and changes nothing', () => {
  const text = '{"seq":1,"at":1,"actor":"a","cid":"c","body":{"kind":"from_the_future","x":1}}';
  const event: Event = JSON.parse(text);
  expect(apply(EMPTY_ROOM, 'public', event)).toEqual({ ...EMPTY_ROOM, head: 1 });
});

test('sn4 a mark that is brought back lies where it lay, also for who came by a snapshot', () => {
  const { state } = Object.values(fixtures)
    .flatMap(({ steps }) => steps)
    .reduce((one, other) =>
      other.state.annotations.length > one.state.annotations.length ? other : one,
    );
  expect(state.annotations.length).toBeGreaterThan(2);
  const shownFirst = [...state.annotations].reverse();
  expect(asMade(shownFirst)).toEqual(state.annotations);
});
