/** @file The states of a replay: a film, its empty, loading and failed places, and what was erased. */

import type { Event, EventBody, SeenView } from '../wire/generated';
import { ANA, ITEMS, NOW, noted, ROOM, TALK, VISITOR } from './people';
import type { Answer } from './server';
import type { State } from './states';
import { click } from './steps';

const [BAG, SEAM] = ITEMS;
const MINUTE = 60_000;
const HASH = `#/replay/${ROOM}`;

function did(seq: number, minutesAgo: number, actor: string, body: EventBody): Event {
  return { seq, at: NOW - minutesAgo * MINUTE, actor, cid: `cid-${seq}`, body };
}

function added(seq: number, minutesAgo: number, item: typeof BAG): Event[] {
  if (!item) return [];
  const { id, media, size, title } = item;
  return [
    did(seq, minutesAgo, ANA, { kind: 'item_added', item: id, media, size, title }),
    { ...did(seq + 1, minutesAgo, ANA, { kind: 'items_shown', items: [id] }), cid: `cid-${seq}` },
  ];
}

const circle = (seq: number, minutesAgo: number, actor: string, path: number[]) =>
  did(seq, minutesAgo, actor, {
    kind: 'annotation_added',
    annotation: `mark-${seq}`,
    item: BAG?.id ?? '',
    mark: { tool: 'ellipse', path, width: 260 },
  });

const FILM: readonly Event[] = [
  did(1, 12, VISITOR, { kind: 'joined', role: 'visitor' }),
  ...TALK.slice(2, 4).map((one, n) => ({ ...one, seq: 2 + n, at: NOW - (11 - n) * MINUTE })),
  did(4, 9, ANA, { kind: 'joined', role: 'agent' }),
  ...added(5, 8, BAG),
  circle(7, 7, ANA, [9_000, 18_000, 14_000, 9_000]),
  ...TALK.slice(4, 6).map((one, n) => ({ ...one, seq: 8 + n, at: NOW - (6 - n) * MINUTE })),
  circle(10, 4, VISITOR, [5_000, 4_000, 7_000, 6_000]),
  did(11, 3, VISITOR, { kind: 'erased', was: 'message_sent' }),
  did(12, 2, ANA, { kind: 'unknown', name: 'hologram_shown' }),
  ...added(13, 1, SEAM),
  did(15, 0, VISITOR, { kind: 'resolved' }),
];

const looked = (minutesAgo: number, cu: number, eu: number, how: SeenView['how']): SeenView => ({
  at: NOW - minutesAgo * MINUTE,
  item: BAG?.id ?? '',
  cu,
  cv: 20_000,
  eu,
  ev: eu,
  how,
});

function log(events: readonly Event[], notes: readonly Event[], runs: readonly object[]) {
  return (path: string, query: URLSearchParams): Answer => {
    if (path.endsWith('/views')) return { body: { runs, next: null, keptDays: 30 } };
    const people = [
      { id: VISITOR, role: 'visitor', name: 'Luis Ortega' },
      { id: ANA, role: 'agent', name: 'Ana' },
    ];
    const all = query.get('stream') === 'staff' ? notes : events;
    return { body: { people, events: all, head: all.at(-1)?.seq ?? 0 } };
  };
}

const RUNS = [
  { participant: ANA, views: [looked(6.5, 14_000, 14_000, 'shared')] },
  { participant: VISITOR, views: [looked(5.5, 8_000, 9_000, 'own'), looked(3.9, 0, 1, 'back')] },
];
const NOTES = [noted(1, ANA, 'Regular customer, likes brown leather.', 8)];
const DOOR = 'GET /v1/conversations/*';
const PLAYED = { doors: { [DOOR]: log(FILM, NOTES, RUNS) } };
const TO_MARKS = '[data-testid="replay-moment"][data-kind="marks"]';

/** All pictures of the sheet are there. */
const SHEET = '[data-testid="transcript"]';
const LAST = `${SHEET} .transcript-block:last-child [data-state="ready"], ${SHEET} .transcript-line`;

export const REPLAY: Readonly<Record<string, State>> = {
  'console/transcript': {
    view: 'console',
    hash: HASH,
    world: PLAYED,
    act: async () => {
      await click('[data-testid="transcript-open"]');
      await click('[data-testid="transcript-notes"]');
    },
    shows: LAST,
    main: true,
  },
  'panel/transcript': {
    view: 'panel',
    world: { me: VISITOR, doors: { [DOOR]: log(FILM, [], []) } },
    act: async () => {
      await click('[data-testid="menu"]');
      await click('[data-testid="menu-transcript"]');
    },
    shows: LAST,
    main: true,
  },
  'console/replay': {
    view: 'console',
    hash: HASH,
    world: PLAYED,
    act: () => click(TO_MARKS),
    shows: '.replay .cv-picture',
    main: true,
  },
  'console/replay-both': {
    view: 'console',
    hash: HASH,
    world: PLAYED,
    act: async () => {
      await click(TO_MARKS);
      await click('[data-tab="both"]');
    },
    shows: '.replay .cv-stage',
  },
  'console/replay-unseen': {
    view: 'console',
    hash: HASH,
    world: { doors: { [DOOR]: log(FILM, [], []) } },
    shows: '.replay-note',
  },
  'console/replay-empty': {
    view: 'console',
    hash: HASH,
    world: { doors: { [DOOR]: log([], [], []) } },
    shows: '[data-testid="replay-empty"]',
    main: true,
  },
  'console/replay-loading': {
    view: 'console',
    hash: HASH,
    world: { doors: { [DOOR]: 'never' } },
    shows: '[data-testid="replay-loading"]',
  },
  'console/replay-gone': {
    view: 'console',
    hash: HASH,
    world: { doors: { [DOOR]: { status: 404, code: 'not_found' } } },
    shows: '[data-testid="replay-failed"]',
  },
  'console/replay-failed': {
    view: 'console',
    hash: HASH,
    world: { doors: { [DOOR]: { status: 503, code: 'unavailable' } } },
    shows: '[data-testid="replay-failed"]',
  },
};
