/**
 * @file A film plays, jumps and shows the stage as somebody saw it.
 * @vitest-environment happy-dom
 */

import { signal } from '@preact/signals';
import { expect, test, vi } from 'vitest';
import type { MediaCache } from '../../net/media_cache';
import { createFilm } from '../../state/film';
import type { Record } from '../../state/record';
import type { Event, EventBody, LiveUpdate, Person, SeenView } from '../../wire/generated';
import { momentsOf } from './moments';
import { createPlayer, type Ticks } from './player';
import { EVERYBODY, type Eyes, filmPort } from './port';

const BEGAN = 1_790_000_000_000;
const step = (seq: number, ms: number, body: EventBody, actor = 'ana') => {
  const event: Event = { seq, at: BEGAN + ms, actor, cid: `cid-${seq}`, body };
  return { stream: 'public' as const, event };
};
const STEPS = [
  step(1, 0, {
    kind: 'item_added',
    item: 'bag',
    media: 'm',
    size: { width: 400, height: 200 },
    title: 'Bag',
  }),
  { ...step(2, 0, { kind: 'items_shown', items: ['bag'] }) },
  step(3, 1_000, {
    kind: 'annotation_added',
    annotation: 'mark',
    item: 'bag',
    mark: { tool: 'arrow', path: [0, 0, 100, 100], width: 128 },
  }),
  step(4, 61_000, { kind: 'message_sent', text: 'Here' }),
];
const view = (ms: number, cu: number, how: SeenView['how']): SeenView => ({
  at: BEGAN + ms,
  item: 'bag',
  cu,
  cv: 100,
  eu: 400,
  ev: 300,
  how,
});
const RECORD: Record = {
  people: [],
  steps: STEPS,
  views: new Map([
    ['ana', [view(500, 7_000, 'shared')]],
    ['luis', [view(2_000, 900, 'own')]],
  ]),
  keptDays: 30,
};
const PEOPLE: Person[] = ['luis', 'ana'].map((id) => ({
  id,
  role: id === 'luis' ? 'visitor' : 'agent',
  name: id,
  state: 'away',
}));

function byHand() {
  let next: ((now: number) => void) | null = null;
  const ticks: Ticks = {
    request: (tick) => {
      next = tick;
      return 1;
    },
    cancel: () => {
      next = null;
    },
  };
  let now = 0;
  const pass = (ms: number) => {
    const end = now + ms;
    while (now < end) {
      now += 50;
      next?.(now);
    }
  };
  return { ticks, pass, runs: () => next !== null };
}

test('a film plays at its speed, cuts the pause and stands at its end', () => {
  const { ticks, pass, runs } = byHand();
  const player = createPlayer(createFilm(RECORD), null, ticks);
  const { length } = player.reel.value;
  expect(length).toBe(3_000);
  player.toggle();
  pass(1_050);
  expect(player.at.value).toBe(1_000);
  player.setSpeed(4);
  pass(250);
  expect(player.at.value).toBe(2_000);
  player.setSkips(false);
  expect(player.real.value).toBe(BEGAN + 2_000);
  player.setSkips(true);
  pass(2_000);
  expect([player.at.value, player.playing.value, runs()]).toEqual([length, false, false]);
  player.toggle();
  expect(player.at.value).toBe(0);
  player.seek(-5);
  player.seekReal(BEGAN + 61_000);
  expect(player.at.value).toBe(length);
  player.stop();
});

test('the stage has the marks of the instant, before and after, and the view of whose eyes', () => {
  const { ticks } = byHand();
  const player = createPlayer(createFilm(RECORD), null, ticks);
  const eyes = signal<Eyes>({ kind: 'of', who: 'ana' });
  const media = vi.fn() as unknown as MediaCache;
  const port = filmPort(player, eyes, PEOPLE, media);
  const heard: LiveUpdate[] = [];
  port.onLive((update) => heard.push(update));
  const last = (own: boolean) => heard.filter((one) => one.view?.own === own).at(-1);
  expect(port.state.value).toMatchObject({ shown: ['bag'], annotations: [], ended: true });
  expect(last(false)?.view).toMatchObject({ eu: 32_768, ev: 16_384 });
  player.seekReal(BEGAN + 1_000);
  expect(port.state.value.annotations.map((mark) => mark.id)).toEqual(['mark']);
  expect(last(false)?.view).toMatchObject({ cu: 7_000, eu: 400 });
  player.seekReal(BEGAN + 999);
  expect(port.state.value.annotations).toEqual([]);
  player.seekReal(BEGAN + 2_000);
  expect(last(true)).toMatchObject({ from: 'luis', view: { cu: 900 } });
  eyes.value = { kind: 'of', who: 'luis' };
  expect(last(false)?.view).toMatchObject({ cu: 900 });
  eyes.value = { kind: 'both' };
  expect(last(false)?.view).toMatchObject({ eu: 32_768 });
  expect(heard.some((one) => one.from === EVERYBODY && one.view?.cu === 7_000)).toBe(true);
  // Back to the beginning: nobody had looked anywhere.
  eyes.value = { kind: 'of', who: 'ana' };
  player.seek(0);
  expect(last(false)?.view).toMatchObject({ eu: 32_768 });
  port.stop();
});

test('nothing done on the stage of a film reaches anybody', async () => {
  const player = createPlayer(createFilm(RECORD), null, byHand().ticks);
  const port = filmPort(player, signal<Eyes>({ kind: 'both' }), PEOPLE, vi.fn() as never);
  await expect(port.op({ do: 'show_items', items: [] })).rejects.toMatchObject({ code: 'ended' });
  expect(port.strayed.value).toBe(false);
  port.live({ view: { ...view(0, 1, 'own'), fence: 0, n: 1, own: true } });
  expect(port.strayed.value).toBe(true);
  port.stop();
});

test('a picture that comes and is shown is one thing to jump to, and so are marks in a row', () => {
  const more = [
    step(5, 62_000, { kind: 'erased', was: 'message_sent' }),
    step(6, 63_000, { kind: 'unknown', name: 'hologram_shown' }),
    step(7, 64_000, { kind: 'lead_taken', session: 's' }),
  ];
  const again = step(8, 1_500, {
    kind: 'annotation_added',
    annotation: 'mark-2',
    item: 'bag',
    mark: { tool: 'pin', path: [0, 0], width: 128 },
  });
  const shown = { ...STEPS[1], event: { ...STEPS[1]?.event, cid: 'cid-1' } } as (typeof STEPS)[0];
  const [first, , third, fourth] = STEPS;
  if (!first || !third || !fourth) throw new Error('there are four');
  const kinds = momentsOf([first, shown, third, again, fourth, ...more]).map(({ deed }) => deed);
  expect(kinds.map((deed) => deed.kind)).toEqual([
    'picture',
    'marks',
    'message',
    'erased',
    'unknown',
  ]);
  expect(kinds[1]).toMatchObject({ count: 2 });
});
