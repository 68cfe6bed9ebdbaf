/** @file A film shows at every instant the state that live clients had, and where people looked. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event, SeenView, Stream } from '../wire/generated';
import { createFilm } from './film';
import { merged, type Record, readRecord } from './record';
import { CUT_MS, createReel, PAUSE_MS } from './reel';
import type { RoomState } from './room';

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

function recordOf(steps: Record['steps'], views: Record['views'] = new Map()): Record {
  return { people: [], steps, views, keptDays: 30 };
}

describe.each(Object.entries(fixtures))('op4 a replay of %s', (_, { steps }) => {
  test('has at any instant, in any order of seeking, the state that was recorded there', () => {
    const film = createFilm(recordOf(steps));
    fc.assert(
      fc.property(fc.array(fc.nat(steps.length - 1)), (seeks) => {
        for (const at of seeks) expect(film.stateAfter(at + 1)).toEqual(steps[at]?.state);
      }),
    );
    const last = steps.at(-1);
    expect(film.stateAfter(film.stepsAt(film.end))).toEqual(last?.state);
    expect(film.stepsAt(film.begin - 1)).toBe(0);
  });
});

const message = (seq: number, at: number, body: Event['body']): Event => ({
  seq,
  at,
  actor: 'ana',
  cid: `cid-${seq}`,
  body,
});
const said = (seq: number, at: number) =>
  message(seq, at, { kind: 'message_sent', text: `Words ${seq}` });

test('a long film is folded from the states that are kept on the way', () => {
  const steps = Array.from({ length: 300 }, (_, n) => ({
    stream: 'public' as const,
    event: said(n + 1, n * 10),
  }));
  const film = createFilm(recordOf(steps));
  for (const at of [300, 0, 64, 63, 65, 299]) expect(film.stateAfter(at).head).toBe(at);
  expect(film.stepsAt(995)).toBe(100);
});

test('op7 an event of a later version keeps its place and changes nothing', () => {
  const event = message(2, 20, { kind: 'unknown', name: 'hologram_shown' });
  const film = createFilm(
    recordOf([
      { stream: 'public', event: said(1, 10) },
      { stream: 'public', event },
    ]),
  );
  expect(film.stateAfter(2)).toEqual({ ...film.stateAfter(1), head: 2 });
});

const view = (at: number, cu: number, fields: Partial<SeenView> = {}): SeenView => ({
  at,
  item: 'bag',
  cu,
  cv: 100,
  eu: 400,
  ev: 300,
  how: 'shared',
  ...fields,
});

test('views glide between those that were kept, and jump after a pause', () => {
  const views = new Map([
    ['ana', [view(1_000, 0), view(1_250, 100, { eu: 1_600 }), view(9_000, 500)]],
    ['luis', [view(3_000, 7, { how: 'own' }), view(4_000, 7, { how: 'back' })]],
  ]);
  const film = createFilm(recordOf([], views));
  expect(film.sharedAt(999)).toBe(null);
  expect(film.sharedAt(1_125)).toMatchObject({ cu: 50, eu: 800 });
  expect(film.sharedAt(5_000)).toMatchObject({ cu: 100 });
  expect(film.sharedOn('bag', 9_500)).toMatchObject({ cu: 500 });
  expect(film.sharedOn('mug', 9_500)).toBe(null);
  expect(film.aloneAt('luis', 2_999)).toBe(null);
  expect(film.aloneAt('luis', 3_500)).toMatchObject({ cu: 7 });
  expect(film.aloneAt('luis', 4_000)).toBe(null);
  expect([film.begin, film.end]).toEqual([1_000, 9_000]);
});

test('pauses are cut, and both times lead to each other', () => {
  const moments = [1_000, 1_500, 61_500, 62_000];
  const reel = createReel(moments, true);
  expect(reel.length).toBe(500 + CUT_MS + 500);
  expect(reel.cuts).toEqual([{ film: 500, realMs: 60_000 }]);
  expect(createReel(moments, false).length).toBe(61_000);
  expect(createReel([], true)).toMatchObject({ length: 0 });
  fc.assert(
    fc.property(fc.array(fc.nat(10 * PAUSE_MS), { minLength: 1 }), fc.boolean(), (gaps, skips) => {
      let at = 0;
      const times = [0, ...gaps].map((gap) => {
        at += gap;
        return at;
      });
      const any = createReel(times, skips);
      for (const time of times) {
        expect(any.realAt(any.filmAt(time))).toBeCloseTo(time, 3);
      }
    }),
  );
});

test('both logs are read to their end and stand in one order', async () => {
  const open = [said(1, 10), said(2, 30)];
  const staff = [said(1, 20), said(2, 30), said(3, 40)];
  const asked: string[] = [];
  const record = await readRecord(
    {
      events: async (_, stream, after) => {
        asked.push(`${stream}>${after}`);
        const all = stream === 'public' ? open : staff;
        const events = all.filter((one) => one.seq > after).slice(0, 1);
        return { people: [], events, head: all.length };
      },
      views: async (_, after) => ({
        runs: [{ participant: 'ana', views: [view(after ? 50 : 40, 1)] }],
        next: after ? null : { at: 1, who: 'ana' },
        keptDays: 30,
      }),
    },
    'room',
    { staff: true, views: true },
  );
  const order = record.steps.map(({ stream, event }) => `${stream} ${event.seq}`);
  expect(order).toEqual(['public 1', 'staff 1', 'public 2', 'staff 2', 'staff 3']);
  expect(record.views.get('ana')?.map((one) => one.at)).toEqual([40, 50]);
  expect(asked.length).toBe(5);
  expect(merged([], [])).toEqual([]);
});
