/** @file The service of the gallery's shop, to be changed by a state where it differs. */

import bag1 from '../../../server/demo/pictures/bag-1-640.jpg?url';
import bag2 from '../../../server/demo/pictures/bag-2-640.jpg?url';
import lamp from '../../../server/demo/pictures/lamp-1-640.jpg?url';
import mug from '../../../server/demo/pictures/mug-1-640.jpg?url';
import type {
  Annotation,
  ClientMessage,
  Event,
  Item,
  ListRow,
  Media,
  MediaLink,
  PageFacts,
  Person,
  Proposal,
  Readiness,
  ReceiptOf,
  ServerMessage,
  SharedProduct,
  Status,
  VisitorRow,
} from '../wire/generated';
import clip from './clip.webm?url';
import { ANA, BAG, FILM, HISTORY, NOW, person, ROOM, ROWS, TALK, VISITOR, VISITS } from './people';
import type { Answer, Line, Script } from './server';

/** What differs in a state. */
export interface World {
  readonly me: string;
  readonly line: Line;
  readonly cutBy: number;
  readonly onLine: boolean;
  /** The conversation does not exist. */
  readonly refuses: boolean;
  readonly rows: readonly ListRow[] | null;
  readonly talk: readonly Event[] | null;
  /** What only staff reads of it. */
  readonly notes: readonly Event[];
  /** Ended conversations. */
  readonly ended: readonly ListRow[];
  readonly visits: readonly VisitorRow[] | null;
  readonly fromFirst: boolean;
  readonly items: readonly Item[];
  readonly shown: readonly string[];
  readonly products: readonly SharedProduct[];
  readonly proposals: readonly Proposal[];
  readonly annotations: readonly Annotation[];
  /** What becomes of the film. */
  readonly film: 'plays' | 'blocked' | 'broken' | 'never';
  /** How the film does at the agent's. */
  readonly report: Readiness | null;
  readonly people: readonly Person[];
  readonly page: PageFacts | null;
  readonly writing: string | null;
  readonly status: Status;
  /** Ended conversations of the visitor. */
  readonly past: readonly string[];
  readonly receipts: readonly ReceiptOf[];
  readonly doors: Script['doors'];
  /** What becomes of an operation. */
  readonly op: 'granted' | 'refused' | 'unanswered';
  /** Operations that are said by the page itself, such as a message that waits. */
  readonly further: (message: ClientMessage) => readonly ServerMessage[];
}

const PICTURES: Readonly<Record<string, string>> = {
  'bag-1': bag1,
  'bag-2': bag2,
  'lamp-1': lamp,
  'mug-1': mug,
  // The film's poster.
  [FILM]: bag1,
};

const keepFetch = window.fetch.bind(window);

async function picture(path: string): Promise<Answer> {
  const media = path.split('/')[3] ?? '';
  const url = PICTURES[media];
  if (url === undefined) return { status: 404, code: 'not_found' };
  return { blob: await (await keepFetch(url)).blob() };
}

/** Addresses behind which the page's own files are: what is signed stands behind the `#`. */
const LINKS: readonly MediaLink[] = Object.entries(PICTURES).map(([media, url]) => ({
  info: {
    media,
    size: { width: 640, height: 640 },
    title: '',
    ready: true,
    problem: null,
    tiles: null,
  },
  base: `${url}#`,
  query: '',
  expiresAt: Number.MAX_SAFE_INTEGER,
}));

/** The film's, which is no film when it is broken. */
function filmLink({ film }: World): MediaLink {
  const media = FILM;
  const info = { media, size: { width: 320, height: 320 }, title: '', problem: null, tiles: null };
  return {
    info: { ...info, ready: film !== 'never', clip: { mime: 'video/webm', durationMs: 6_000 } },
    base: film === 'broken' ? `${bag1}#` : `${clip}#`,
    query: '',
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
}

// Names with accents: in the language for finding faults what is plain is a fault.
const SHELF: readonly Media[] = [
  ['bag-1', 'Bolso Córdoba'],
  ['bag-2', 'Bolso Córdoba, costura'],
  ['lamp-1', 'Lámpara'],
  ['mug-1', 'Taza Nórdica'],
].map(([media = '', title = '']) => ({ media, size: { width: 640, height: 640 }, title }));

/** A normal morning. */
export const MORNING: World = {
  me: ANA,
  line: 'live',
  cutBy: 1006,
  refuses: false,
  onLine: true,
  rows: ROWS,
  talk: TALK,
  notes: [],
  ended: [],
  visits: VISITS,
  fromFirst: true,
  items: [],
  shown: [],
  annotations: [],
  film: 'plays',
  report: null,
  people: [person(VISITOR, 'Luis Ortega'), person(ANA, 'Ana')],
  page: BAG,
  products: [],
  proposals: [],
  writing: null,
  status: 'open',
  past: [],
  receipts: [],
  doors: {},
  op: 'granted',
  further: () => [],
};

function opened(world: World, sub: number, mode: 'list' | 'snapshot', head: number): ServerMessage {
  const role = world.me === VISITOR ? 'visitor' : 'agent';
  return { type: 'opened', sub, mode, epoch: 'e', head, role };
}

function conversation(world: World, sub: number): ServerMessage[] {
  if (world.refuses) return [{ type: 'nack', cid: null, sub, code: 'not_found', retryMs: null }];
  if (world.talk === null) return [];
  const head = world.talk.at(-1)?.seq ?? 0;
  const participants = world.people.map(({ id, role }) => ({ id, role }));
  const said: ServerMessage[] = [
    opened(world, sub, 'snapshot', head),
    {
      type: 'snapshot',
      sub,
      seq: head,
      part: 0,
      last: true,
      stage: {
        participants,
        shown: [...world.shown],
        lead: null,
        zoomLinked: true,
        locked: false,
        cleared: null,
        status: world.status,
        assignee: null,
      },
      items: [...world.items],
      products: [...world.products],
      proposals: [...world.proposals],
      annotations: [...world.annotations],
      messages: [...world.talk],
      fromFirst: world.fromFirst,
    },
    { type: 'receipts', sub, receipts: [...world.receipts] },
    { type: 'presence', sub, people: [...world.people], page: world.page },
  ];
  if (world.report !== null) {
    said.push({ type: 'live', sub, from: ANA, session: 's', video: world.report });
  }
  if (world.writing !== null) {
    said.push({ type: 'live', sub, from: world.writing, session: 's', typing: true });
  }
  return said;
}

function staff(world: World, sub: number): ServerMessage[] {
  const head = world.notes.at(-1)?.seq ?? 0;
  return conversation({ ...world, talk: world.notes, writing: null }, sub).flatMap(
    (said): ServerMessage[] => {
      if (said.type === 'opened') return [{ ...said, head }];
      return said.type === 'snapshot' ? [said] : [];
    },
  );
}

function visitors(world: World, sub: number): ServerMessage[] {
  const { visits } = world;
  if (visits === null) return [];
  return [
    opened(world, sub, 'list', 0),
    { type: 'visitor_rows', sub, reset: true, total: visits.length, rows: [...visits], gone: [] },
  ];
}

function hear(world: World, message: ClientMessage): ServerMessage[] {
  switch (message.type) {
    case 'hello':
      return [
        {
          type: 'welcome',
          v: 1,
          conn: 'conn',
          me: world.me,
          role: world.me === VISITOR ? 'visitor' : 'agent',
          name: null,
          roomNow: NOW,
          conversation: world.me === VISITOR ? ROOM : null,
          past: [...world.past],
        },
      ];
    case 'open': {
      const { sub, topic } = message;
      if (topic.kind === 'conversation') {
        return topic.stream === 'public' ? conversation(world, sub) : staff(world, sub);
      }
      if (topic.kind === 'visitors') return visitors(world, sub);
      if (world.rows === null) return [];
      const open = world.rows.filter((row) => row.started);
      const counts = {
        mine: open.filter((row) => row.assignee === world.me).length,
        unassigned: open.filter((row) => row.assignee === null).length,
        all: open.length,
      };
      const rows = [...(topic.view === 'resolved' ? world.ended : world.rows)];
      return [
        opened(world, sub, 'list', 0),
        { type: 'rows', sub, reset: true, rows, gone: [], counts },
      ];
    }
    case 'op':
      if (world.op === 'unanswered') return [];
      return world.op === 'granted'
        ? [{ type: 'ack', cid: message.cid, seq: 1 }]
        : [{ type: 'nack', cid: message.cid, sub: null, code: 'full', retryMs: null }];
    case 'ping':
      return [{ type: 'pong', n: message.n, roomNow: NOW }];
    default:
      return [];
  }
}

/** What staff reads of the visitor: how to reach them, and what was said before. */
function visitorOf(path: string): Answer {
  if (path.endsWith('/conversations')) return { body: { conversations: HISTORY, next: null } };
  return { body: { id: VISITOR, name: null, email: 'luis@shop.example', verified: true } };
}

/** The script of a world. */
export function scriptOf(changes: Partial<World>): Script {
  const world = { ...MORNING, ...changes };
  if (world.film === 'blocked') {
    HTMLMediaElement.prototype.play = () =>
      Promise.reject(new DOMException('not without a touch', 'NotAllowedError'));
  }
  return {
    line: world.line,
    cutBy: world.cutBy,
    onLine: world.onLine,
    doors: {
      'GET /v1/inbox': { body: { name: 'Casa Ortega', origins: [location.origin], mail: true } },
      'POST /v1/visitors': { body: { token: 'token' } },
      'POST /v1/tickets': { body: { ticket: 'ticket' } },
      'PATCH /v1/visitor': { body: { id: VISITOR, name: null, email: null, verified: false } },
      'GET /v1/shelf': { body: { pictures: SHELF } },
      'GET /v1/media/*': picture,
      'GET /v1/visitors/*': visitorOf,
      'POST /v1/media/links': { body: { links: [filmLink(world), ...LINKS] } },
      ...world.doors,
    },
    hears: (message) => [...hear(world, message), ...world.further(message)],
  };
}
