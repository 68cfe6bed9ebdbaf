/** @file The states of the console: list, thread and stage. */

import {
  ANA,
  ITEMS,
  LONG_NAME,
  LONG_TEXT,
  person,
  ROOM,
  ROWS,
  row,
  said,
  TALK,
  VISITOR,
} from './people';
import type { State } from './states';
import { click, press } from './steps';

const MESSAGE = '[data-testid="message"]';
const ROW = '[data-testid="row"]';
const SHOWING = { items: ITEMS, shown: [ITEMS[0]?.id ?? ''] };

export const CONSOLE: Readonly<Record<string, State>> = {
  'console/loading': { view: 'console', world: { rows: null }, shows: '.list-skeleton' },
  'console/empty': { view: 'console', world: { rows: [] }, shows: '.list .empty', main: true },
  'console/thread': {
    view: 'console',
    world: { writing: VISITOR },
    act: () => click(`[data-conversation="${ROOM}"]`),
    shows: MESSAGE,
    main: true,
  },
  'console/stage': {
    view: 'console',
    world: SHOWING,
    act: () => click(`[data-conversation="${ROOM}"]`),
    shows: '.cv-picture',
    main: true,
  },
  'console/reconnecting': {
    view: 'console',
    world: { line: 'cut' },
    shows: '[data-testid="offline-bar"]',
  },
  'console/offline': {
    view: 'console',
    world: { line: 'cut', onLine: false },
    shows: '[data-testid="offline-bar"]',
  },
  'console/gone': {
    view: 'console',
    world: { refuses: true },
    shows: '.empty.middle',
  },
  'console/keys': {
    view: 'console',
    act: async () => {
      await click(ROW);
      press('?');
    },
    shows: '.key-sheet[open]',
    main: true,
  },
  'console/long': {
    view: 'console',
    world: {
      rows: [
        ...ROWS.map((one) => (one.conversation === ROOM ? { ...one, name: LONG_NAME } : one)),
        row(20, { name: LONG_NAME, lastLine: { by: 'x', text: LONG_TEXT } }),
      ],
      people: [person(VISITOR, LONG_NAME), person(ANA, 'Ana')],
      talk: [...TALK, said(9, VISITOR, LONG_TEXT, 3), said(10, ANA, 'W'.repeat(180), 2)],
    },
    act: () => click(`[data-conversation="${ROOM}"]`),
    shows: MESSAGE,
  },
};
