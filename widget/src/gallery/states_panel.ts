/** @file The states of the visitor's panel. */

import { ANA, ITEMS, LONG_NAME, LONG_TEXT, person, said, TALK, VISITOR } from './people';
import type { State } from './states';
import { click, fill } from './steps';

const MESSAGE = '[data-testid="message"]';
const AS_VISITOR = { me: VISITOR, rows: null } as const;
const SHOWING = { ...AS_VISITOR, items: ITEMS, shown: [ITEMS[0]?.id ?? ''] };

async function say(text: string) {
  await fill('[data-testid="composer"]', text);
  await click('[data-testid="send"]');
}

export const PANEL: Readonly<Record<string, State>> = {
  'panel/loading': {
    view: 'panel',
    world: { ...AS_VISITOR, doors: { 'GET /v1/inbox': 'never' } },
    shows: '.skeleton',
  },
  'panel/empty': {
    view: 'panel',
    world: { ...AS_VISITOR, talk: [], people: [person(VISITOR, null)] },
    shows: '.greeting',
    main: true,
  },
  'panel/chat': {
    view: 'panel',
    world: { ...AS_VISITOR, writing: ANA },
    shows: '.writing',
    main: true,
  },
  'panel/stage': {
    view: 'panel',
    world: SHOWING,
    staged: true,
    shows: '.cv-picture',
    main: true,
  },
  'panel/reconnecting': {
    view: 'panel',
    world: { ...AS_VISITOR, line: 'cut' },
    shows: '[data-testid="offline-bar"]',
  },
  'panel/offline': {
    view: 'panel',
    world: { ...AS_VISITOR, line: 'cut', onLine: false },
    act: async () => {
      await click('[data-testid="offline-bar"]');
      await say('I write on without a network.');
    },
    shows: '[data-state="pending"]',
    main: true,
  },
  'panel/failed': {
    view: 'panel',
    world: { ...AS_VISITOR, op: 'refused' },
    act: async () => {
      await click(MESSAGE);
      await say('This does not fit any more.');
    },
    shows: '[data-state="failed"]',
  },
  'panel/ended': {
    view: 'panel',
    world: { ...AS_VISITOR, line: 'cut', cutBy: 4104 },
    shows: '.bar.danger',
  },
  'panel/unavailable': {
    view: 'panel',
    world: { ...AS_VISITOR, doors: { 'GET /v1/inbox': { status: 404, code: 'not_found' } } },
    shows: '.panel-state h1',
  },
  'panel/long': {
    view: 'panel',
    world: {
      ...AS_VISITOR,
      people: [person(VISITOR, null), person(ANA, LONG_NAME)],
      talk: [...TALK, said(9, ANA, LONG_TEXT, 3), said(10, VISITOR, 'W'.repeat(180), 2)],
    },
    shows: MESSAGE,
  },
};
