/** @file A video on the stage, in the panel and in the console, in each of its states. */

import { encodePath } from '../net/path';
import type { Annotation, Item, Playback } from '../wire/generated';
import { ANA, FILM, ITEMS, NOW, ROOM, VISITOR } from './people';
import type { World } from './service';
import type { State } from './states';
import { click } from './steps';

const ITEM = '0190b6a0-0000-7000-8000-00000000b0f1';
const LENGTH_MS = 6_000;

function film(playback: Partial<Playback> = {}): Item {
  return {
    id: ITEM,
    media: FILM,
    size: { width: 320, height: 320 },
    title: 'Bolso Córdoba, en movimiénto',
    by: ANA,
    quarterTurns: 0,
    removed: false,
    moving: { kind: 'clip', durationMs: LENGTH_MS },
    playback: { playing: false, rate: 1_000, posMs: 2_030, at: NOW, rev: 9, ...playback },
  };
}

function mark(id: string, atMs: number): Annotation {
  const path = encodePath([
    [9_000, 9_000],
    [24_000, 22_000],
  ]);
  return {
    id: `0190b6a0-0000-7000-8000-0000000ac${id}`,
    item: ITEM,
    author: ANA,
    seq: 1,
    mark: { tool: 'ellipse', path, width: 160, atMs },
    number: null,
    live: true,
    deletedBy: null,
  };
}

/** What a state says of the film. */
function showing(playback: Partial<Playback>, more: Partial<World> = {}): Partial<World> {
  const items = [film(playback), ...ITEMS];
  return { items, shown: [ITEM], annotations: [mark('001', 2_030), mark('002', 4_500)], ...more };
}

const PLAYS = { playing: true, rate: 250, posMs: 1_000 };
const BAR = '.cv-vbar [data-video-act="toggle"]';
const panel = (world: Partial<World>): Pick<State, 'view' | 'world' | 'staged'> => ({
  view: 'panel',
  staged: true,
  world: { me: VISITOR, rows: null, ...world },
});

/** All of them. */
export const VIDEO: Readonly<Record<string, State>> = {
  'panel/video': { ...panel(showing({})), shows: BAR, main: true },
  'panel/video-loading': {
    ...panel(showing({}, { film: 'never' })),
    shows: '[data-video-state="loading"]',
  },
  'panel/video-failed': {
    ...panel(showing({}, { film: 'broken' })),
    shows: '[data-video-state="failed"]',
    main: true,
  },
  'panel/video-blocked': {
    ...panel(showing(PLAYS, { film: 'blocked' })),
    shows: '[data-video-state="blocked"]',
    main: true,
  },
  'panel/video-waiting': {
    ...panel(showing({ ...PLAYS, waiting: { who: [ANA], until: Number.MAX_SAFE_INTEGER } })),
    shows: '[data-line="video-waiting"]',
    main: true,
  },
  'panel/video-other-blocked': {
    ...panel(showing({}, { report: { item: ITEM, state: 'blocked', rttMs: 40 } })),
    shows: '[data-line="video-other-blocked"]',
  },
  'panel/video-ended': { ...panel(showing({ posMs: LENGTH_MS })), shows: BAR },
  'console/video': {
    view: 'console',
    world: showing({}),
    act: () => click(`[data-conversation="${ROOM}"]`),
    shows: BAR,
    main: true,
  },
  'console/video-beside': {
    view: 'console',
    world: { ...showing({}), shown: [ITEM, ITEMS[0]?.id ?? ''] },
    act: () => click(`[data-conversation="${ROOM}"]`),
    shows: BAR,
  },
};
