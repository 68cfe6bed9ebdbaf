/** @file The states of the visitor's panel. */

import { ANA, ITEMS, LONG_NAME, LONG_TEXT, person, ROOM, said, TALK, VISITOR } from './people';
import type { State } from './states';
import { click, fill, until } from './steps';

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
  'panel/read': {
    view: 'panel',
    world: {
      ...AS_VISITOR,
      talk: [
        ...TALK,
        said(9, VISITOR, 'I take it.', 3),
        { ...said(10, VISITOR, '', 3), body: { kind: 'erased', was: 'message_sent' } },
        said(11, VISITOR, 'In cognac, please.', 2),
      ],
      receipts: [{ participant: ANA, delivered: 11, read: 9 }],
      people: [person(VISITOR, null), person(ANA, 'Ana')],
      doors: { 'PATCH /v1/visitor': { status: 404, code: 'not_found' } },
    },
    shows: '[data-fate="delivered"]',
    main: true,
  },
  'panel/pictures': {
    view: 'panel',
    world: {
      ...AS_VISITOR,
      items: ITEMS,
      talk: [
        ...TALK,
        {
          ...said(9, ANA, '', 2),
          body: {
            kind: 'item_added',
            item: ITEMS[0]?.id ?? '',
            media: 'bag-1',
            size: { width: 640, height: 640 },
            title: 'Bolso Córdoba',
          },
        },
      ],
    },
    shows: '[data-testid="picture-line"]',
  },
  'panel/contact': {
    view: 'panel',
    world: AS_VISITOR,
    shows: '[data-testid="contact"]',
  },
  'panel/contact-form': {
    view: 'panel',
    world: AS_VISITOR,
    act: () => click('[data-testid="contact-open"]'),
    shows: '[data-testid="contact-form"]',
    main: true,
  },
  'panel/menu': {
    view: 'panel',
    world: { ...AS_VISITOR, past: [ROOM] },
    act: async () => {
      await until('[data-testid="contact"]');
      await click('[data-testid="menu"]');
    },
    shows: '[data-testid="menu-past"]',
    main: true,
  },
  'panel/end': {
    view: 'panel',
    world: AS_VISITOR,
    act: async () => {
      await click(MESSAGE);
      await click('[data-testid="menu"]');
      await click('[data-testid="menu-end"]');
    },
    shows: '[data-testid="end-question"]',
  },
  'panel/resolved': {
    view: 'panel',
    world: {
      ...AS_VISITOR,
      status: 'resolved',
      talk: [...TALK, { ...said(9, ANA, '', 1), body: { kind: 'resolved' } }],
    },
    shows: '[data-testid="ended"]',
    main: true,
  },
  'panel/past': {
    view: 'panel',
    world: { ...AS_VISITOR, past: [ROOM, VISITOR], talk: [], people: [person(VISITOR, null)] },
    act: () => click('[data-testid="past-open"]'),
    shows: '[data-testid="past"]',
  },
  'panel/night': {
    view: 'panel',
    night: true,
    world: { ...AS_VISITOR, talk: [], people: [person(VISITOR, null)] },
    shows: '[data-testid="night"]',
    main: true,
  },
  'panel/night-waiting': {
    view: 'panel',
    night: true,
    world: {
      ...AS_VISITOR,
      talk: [said(2, VISITOR, 'This buckle broke. Can you repair it?', 2)],
      people: [person(VISITOR, null)],
    },
    shows: '[data-testid="contact"]',
  },
  'panel/stage': {
    view: 'panel',
    world: SHOWING,
    staged: true,
    shows: '.cv-picture',
    main: true,
  },
  'panel/compare': {
    view: 'panel',
    world: { ...SHOWING, shown: ITEMS.map((item) => item.id) },
    staged: true,
    shows: '.cv-compare',
    main: true,
  },
  'panel/shop-colour': {
    view: 'panel',
    world: SHOWING,
    staged: true,
    colour: '#f2b705',
    shows: '.cv-picture',
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
