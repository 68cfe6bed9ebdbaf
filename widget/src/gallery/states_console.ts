/** @file The states of the console: list, thread and stage. */

import {
  ANA,
  HISTORY,
  ITEMS,
  LONG_NAME,
  LONG_TEXT,
  MARTA,
  noted,
  person,
  ROOM,
  ROWS,
  row,
  said,
  TALK,
  VISITOR,
} from './people';
import type { State } from './states';
import { click, fill, press, until } from './steps';

const MESSAGE = '[data-testid="message"]';
const ROW = '[data-testid="row"]';
/** What the team says among itself. */
const NOTED = {
  notes: [
    noted(1, ANA, 'Regular customer, likes brown leather.', 8),
    noted(2, MARTA, 'The shop in the centre has one more: https://shop.example/stock', 4),
  ],
  people: [person(VISITOR, 'Luis Ortega'), person(ANA, 'Ana'), person(MARTA, 'Marta')],
};
/** The conversation in front, with all that is known of its visitor. */
async function inContext() {
  await click(`[data-conversation="${ROOM}"]`);
  await until(MESSAGE);
  await click('[data-testid="context"]');
}
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
  'console/compare': {
    view: 'console',
    world: { items: ITEMS, shown: ITEMS.map((item) => item.id) },
    shows: '.cv-compare',
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
  'console/mine': {
    view: 'console',
    act: () => click('[data-tab="mine"]'),
    shows: '[data-tab="mine"][aria-selected="true"]',
  },
  'console/resolved': {
    view: 'console',
    act: () => click('[data-tab="resolved"]'),
    shows: '.list .empty',
  },
  'console/resolved-long': {
    view: 'console',
    world: {
      ended: Array.from({ length: 200 }, (_, n) =>
        row(100 + n, { status: 'resolved', here: false, lastLine: { by: ANA, text: 'Goodbye!' } }),
      ),
    },
    act: async () => {
      await click('[data-tab="resolved"]');
      (await until('[data-testid="older"]')).scrollIntoView();
    },
    shows: '[data-testid="older"]',
  },
  'console/notes': {
    view: 'console',
    world: NOTED,
    act: async () => {
      await click(`[data-conversation="${ROOM}"]`);
      await until('[data-testid="note"]');
      await click('[data-tab="note"]');
      await fill('[data-testid="composer"]', 'She came from the newsletter.');
    },
    shows: '.noting',
    main: true,
  },
  'console/ended': {
    view: 'console',
    world: { status: 'resolved' },
    act: () => click(`[data-conversation="${ROOM}"]`),
    shows: '[data-testid="reopen"]',
  },
  'console/context': {
    view: 'console',
    act: inContext,
    shows: '[data-testid="context-pane"] [data-testid="earlier"]',
    main: true,
  },
  'console/context-long': {
    view: 'console',
    world: {
      rows: [row(1, { conversation: ROOM, visitor: VISITOR, name: LONG_NAME })],
      doors: {
        'GET /v1/visitors/*': (path) => {
          const one = { ...HISTORY[1], firstWords: LONG_TEXT, answeredBy: LONG_NAME };
          if (path.endsWith('/conversations')) {
            return { body: { conversations: [one], next: one.conversation } };
          }
          const email = `${'maximiliana.'.repeat(6)}@shop.example`;
          return { body: { id: VISITOR, name: null, email, verified: true } };
        },
      },
    },
    act: inContext,
    shows: '[data-testid="earlier"]',
  },
  'console/context-first': {
    view: 'console',
    world: { doors: { 'GET /v1/visitors/*': { body: { conversations: [], next: null } } } },
    act: inContext,
    shows: '.earlier-list .field-hint',
  },
  'console/context-failed': {
    view: 'console',
    world: { doors: { 'GET /v1/visitors/*': { status: 503, code: 'unavailable' } } },
    act: inContext,
    shows: '.earlier-list .fault-line',
  },
  'console/context-loading': {
    view: 'console',
    world: { doors: { 'GET /v1/visitors/*': 'never' } },
    act: inContext,
    shows: '.earlier-skeleton',
  },
  'console/earlier': {
    view: 'console',
    world: { ...SHOWING, status: 'resolved', notes: NOTED.notes },
    act: async () => {
      await inContext();
      await until('[data-testid="earlier"]');
      const last = [...document.querySelectorAll('[data-testid="earlier"]')].at(-2);
      if (last instanceof HTMLElement) last.click();
    },
    shows: '[data-testid="earlier-talk"]',
    main: true,
  },
  'console/note-erase': {
    view: 'console',
    world: NOTED,
    act: async () => {
      await click(`[data-conversation="${ROOM}"]`);
      await click('[data-testid="note"] .note-erase');
    },
    shows: '[data-testid="erase"]',
  },
  'console/note-erased': {
    view: 'console',
    world: {
      ...NOTED,
      notes: NOTED.notes.map((one, n) =>
        n === 0 ? { ...one, body: { kind: 'erased', was: 'note_added' } } : one,
      ),
    },
    act: () => click(`[data-conversation="${ROOM}"]`),
    shows: '[data-testid="note-erased"]',
  },
};
