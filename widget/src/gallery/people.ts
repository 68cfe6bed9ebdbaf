/** @file Who and what appears in the gallery. */

import type {
  Event,
  Item,
  ListRow,
  PageFacts,
  Person,
  VisitorConversation,
  VisitorRow,
} from '../wire/generated';

/** The moment everything in the gallery is told from. */
export const NOW = Date.now();
const MINUTE = 60_000;

export const VISITOR = '0190b6a0-0000-7000-8000-0000000004f2';
export const ANA = '0190b6a0-0000-7000-8000-00000000a0a0';
export const MARTA = '0190b6a0-0000-7000-8000-00000000a0a1';
export const ROOM = '0190b6a0-0000-7000-8000-00000000c001';

/** A word nobody can break, and a name nobody expects. */
export const LONG_NAME =
  'Maximiliana-Theodora Wolfeschlegelsteinhausenbergerdorff y Fernández de Córdoba-Villanueva';
export const LONG_TEXT =
  'https://shop.example/collections/bags/products/a-very-long-address-that-nobody-would-ever-type-by-hand?colour=cognac&size=medium&utm_source=newsletter and then a sentence that simply goes on and on, because people who are undecided write everything that comes to their mind before they ask what they wanted to ask.';

/** The page of the bag. */
export const BAG: PageFacts = {
  url: 'https://shop.example/products/tote',
  title: 'Weekend tote, cognac',
  language: 'en',
  product: {
    name: 'Weekend tote, cognac',
    picture: 'https://shop.example/pictures/tote.jpg',
    price: '€ 189.00',
  },
};

/** The film's id among the pictures. */
export const FILM = 'film-1';

export const ITEMS: readonly Item[] = [
  {
    id: '0190b6a0-0000-7000-8000-00000000b001',
    media: 'bag-1',
    size: { width: 640, height: 640 },
    title: 'Bolso Córdoba',
    by: ANA,
    quarterTurns: 0,
    removed: false,
  },
  {
    id: '0190b6a0-0000-7000-8000-00000000b002',
    media: 'bag-2',
    size: { width: 640, height: 640 },
    title: 'Bolso Córdoba, costura',
    by: ANA,
    quarterTurns: 0,
    removed: false,
  },
];

export const person = (id: string, name: string | null, fields: Partial<Person> = {}): Person => ({
  id,
  role: id === VISITOR ? 'visitor' : 'agent',
  name,
  state: 'online',
  ...fields,
});

/** Something that was said this many minutes ago. */
export function said(seq: number, actor: string, text: string, minutesAgo: number): Event {
  return {
    seq,
    at: NOW - minutesAgo * MINUTE,
    actor,
    cid: `cid-${seq}`,
    body: { kind: 'message_sent', text },
  };
}

/** A talk about a bag, over two days. */
export const TALK: readonly Event[] = [
  said(2, VISITOR, 'Hello! Is the leather of this tote lined?', 24 * 60 + 40),
  said(3, ANA, 'Hello! Yes, with cotton twill. I can show you the seam.', 24 * 60 + 38),
  said(4, VISITOR, 'I was away yesterday. Is it still there in cognac?', 9),
  said(5, VISITOR, 'And would a 14 inch laptop fit?', 9),
  said(6, ANA, 'It is, three of them. Look at this picture, I draw the laptop into it.', 7),
  said(7, VISITOR, 'Oh, that is more room than I thought. See https://shop.example/care too?', 6),
  said(8, ANA, 'Exactly, that page says it all.', 5),
];

/** One row of the list, from what is special about it. */
export function row(n: number, fields: Partial<ListRow> = {}): ListRow {
  const end = String(n).padStart(4, '0');
  return {
    conversation: `0190b6a0-0000-7000-8000-00000000${end}`,
    rev: n,
    visitor: `0190b6a0-0000-7000-8000-00000001${end}`,
    name: null,
    started: true,
    lastLine: null,
    activeAt: NOW - n * MINUTE,
    waitingSince: null,
    unanswered: 0,
    unread: 0,
    status: 'open',
    assignee: null,
    picture: null,
    here: true,
    page: null,
    ...fields,
  };
}

/** What an agent sees on a normal morning. */
export const ROWS: readonly ListRow[] = [
  row(1, {
    conversation: ROOM,
    visitor: VISITOR,
    name: 'Luis Ortega',
    page: BAG,
    lastLine: { by: ANA, text: 'Exactly, that page says it all.' },
    assignee: ANA,
    picture: 'bag-1',
  }),
  row(2, {
    name: 'Elena Petrova',
    assignee: MARTA,
    picture: 'mug-1',
    waitingSince: NOW - 4 * MINUTE,
    unanswered: 3,
    unread: 3,
    lastLine: { by: 'e', text: 'Do you also have it in green? My mother would prefer that.' },
    page: { ...BAG, title: 'Speaker, walnut', product: null },
  }),
  row(3, {
    waitingSince: NOW - 1.4 * MINUTE,
    unanswered: 1,
    unread: 1,
    lastLine: { by: 'f', text: '¿Hacéis envíos a Canarias?' },
    page: { ...BAG, title: 'Delivery', product: null },
  }),
  row(4, {
    waitingSince: NOW - 20_000,
    unanswered: 1,
    unread: 1,
    lastLine: { by: 'g', text: 'Hi' },
  }),
  row(5, { name: 'Ida', here: false, lastLine: { by: ANA, text: 'You are welcome!' } }),
  row(6, { started: false, page: { ...BAG, title: 'Desk lamp, brass', product: null } }),
  row(7, { started: false, page: BAG }),
];

/** A note of the team this many minutes ago. */
export function noted(seq: number, actor: string, text: string, minutesAgo: number): Event {
  return {
    ...said(seq, actor, '', minutesAgo),
    body: { kind: 'note_added', text, afterPublicSeq: 0 },
  };
}

/** One visitor, from what is special about them. */
export function visit(n: number, fields: Partial<VisitorRow> = {}): VisitorRow {
  return {
    visit: `0190b6a0-0000-7000-8000-00000002${String(n).padStart(4, '0')}`,
    page: BAG,
    cart: null,
    since: NOW - n * 3 * MINUTE,
    pages: n,
    tabs: 1,
    referrer: null,
    state: 'active',
    consent: true,
    conversation: null,
    name: null,
    assignee: null,
    picture: null,
    invitation: null,
    ...fields,
  };
}

/** What a visitor said on other days. */
export const HISTORY: readonly VisitorConversation[] = [
  {
    conversation: ROOM,
    beganAt: NOW - 40 * MINUTE,
    status: 'open',
    answeredBy: 'Ana',
    firstWords: 'Hello! Is the leather of this tote lined?',
    picture: 'bag-1',
  },
  {
    conversation: '0190b6a0-0000-7000-8000-00000000c000',
    beganAt: NOW - 9 * 24 * 60 * MINUTE,
    status: 'resolved',
    answeredBy: 'Marta',
    firstWords: 'The strap of my bag came off after two weeks, can that be mended?',
    picture: 'bag-2',
  },
  {
    conversation: '0190b6a0-0000-7000-8000-00000000bfff',
    beganAt: NOW - 40 * 24 * 60 * MINUTE,
    status: 'resolved',
    answeredBy: null,
    firstWords: null,
    picture: null,
  },
];

/** Who is on the shop on a normal morning. */
export const VISITS: readonly VisitorRow[] = [
  visit(1, {
    conversation: ROOM,
    name: 'Luis Ortega',
    cart: { count: 2, total: '€ 378.00' },
    assignee: ANA,
    referrer: 'https://search.example/',
    picture: 'bag-1',
  }),
  visit(2, {
    conversation: row(6).conversation,
    page: { ...BAG, title: 'Desk lamp', product: null },
  }),
  visit(3, { state: 'idle', cart: { count: 1, total: null } }),
  visit(5, {
    page: { ...BAG, language: 'es' },
    picture: 'bag-1',
    invitation: { invitation: 'i', by: ANA, name: 'Ana', at: NOW - 2.5 * MINUTE, step: 'invited' },
  }),
  visit(8, {
    invitation: { invitation: 'j', by: MARTA, name: 'Marta', at: NOW, step: 'dismissed' },
  }),
  visit(14, { state: 'away', consent: false, page: { ...BAG, language: 'es', product: null } }),
];
