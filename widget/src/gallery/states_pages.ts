/** @file The states of the pages beside and in front of the conversations. */

import type {
  AgentInfo,
  AuditRow,
  IdentityKeyInfo,
  InboxDetails,
  Me,
  SessionInfo,
} from '../wire/generated';
import { ANA, BAG, LONG_NAME, LONG_TEXT, MARTA, NOW, visit } from './people';
import type { Answer } from './server';
import type { State } from './states';
import { click, fill, press, until } from './steps';

const DAY = 86_400_000;
const SECRET = '#Zm9yLXRlc3RzLW9ubHktMzItYnl0ZXMtb2YtYXNjaWk';

const ME: Me = {
  id: ANA,
  name: 'Ana Ruiz',
  email: 'ana@shop.example',
  role: 'administrator',
  account: 'Casa Ortega',
  session: 'session-1',
  preferences: { language: null, theme: null, sound: null },
};
const agent = (id: string, name: string, fields: Partial<AgentInfo> = {}): AgentInfo => ({
  id,
  name,
  email: `${name.split(' ')[0]?.toLowerCase()}@shop.example`,
  role: 'agent',
  active: true,
  joined: true,
  createdAt: NOW - 30 * DAY,
  ...fields,
});
const TEAM = [
  agent(ANA, 'Ana Ruiz', { role: 'administrator' }),
  agent('ivan', 'Иван Петров', { joined: false, email: 'ivan@shop.example' }),
  agent(MARTA, 'Marta Vidal', { role: 'supervisor' }),
  agent('old', 'Otto Blum', { active: false }),
];
const SESSIONS: readonly SessionInfo[] = [
  { id: 'session-1', createdAt: NOW - DAY, lastSeenAt: NOW, device: 'Firefox, Linux' },
  {
    id: 'session-2',
    createdAt: NOW - 9 * DAY,
    lastSeenAt: NOW - 3 * DAY,
    device: 'Safari, iPhone',
  },
  { id: 'session-3', createdAt: NOW - 20 * DAY, lastSeenAt: NOW - 8 * DAY, device: '' },
];
const INBOX: InboxDetails = {
  id: 'inbox-1',
  key: 'k3y0f7he5h0p',
  name: 'Casa Ortega',
  origins: ['https://shop.example', 'https://www.shop.example'],
};
const KEY: IdentityKeyInfo = {
  id: '0190b6a0-0000-7000-8000-0000000000k1',
  algorithm: 'HS256',
  createdAt: NOW - 5 * DAY,
};
const ACTIONS = ['agent_changed', 'invitation_issued', 'signed_in', 'inbox_changed', 'set_up'];
const ENTRIES: readonly AuditRow[] = ACTIONS.map((action, at) => ({
  seq: 128 - at,
  at: NOW - at * 5_000_000,
  actor: at === 4 ? null : ANA,
  action,
  target: at < 2 ? MARTA : null,
  detail: '{}',
}));

/** Everything a signed-in administrator may read. */
export const STAFF_DOORS: Readonly<Record<string, Answer>> = {
  'GET /v1/me': { body: ME },
  'PATCH /v1/me': { body: ME },
  'GET /v1/sessions': { body: { sessions: SESSIONS } },
  'GET /v1/agents': { body: { agents: TEAM } },
  'POST /v1/agents': { body: agent('new', 'Nora Gil', { joined: false }) },
  'POST /v1/invitations': {
    body: { url: `https://chat.shop.example/invite${SECRET}`, expiresAt: NOW + 3 * DAY },
  },
  'GET /v1/inboxes': { body: { inboxes: [INBOX] } },
  'GET /v1/inboxes/inbox-1/identity-keys': { body: { keys: [KEY] } },
  'POST /v1/inboxes/inbox-1/identity-keys': { body: { key: KEY, secret: SECRET.slice(1) } },
  'GET /v1/audit': { body: { entries: ENTRIES, next: 124 } },
};
const REFUSED: Answer = { status: 401, code: 'unauthorized' };
const AWAY: Answer = { status: 503, code: 'unavailable' };
const FORBIDDEN: Answer = { status: 403, code: 'forbidden' };

function page(hash: string, shows: string, fields: Partial<State> = {}): State {
  return { view: 'console', hash, shows, world: { doors: STAFF_DOORS }, ...fields };
}

const world = (doors: Readonly<Record<string, Answer>>) => ({
  world: { doors: { ...STAFF_DOORS, ...doors } },
});

async function signIn() {
  await fill('[data-testid="email"]', 'ana@shop.example');
  await fill('[data-testid="password"]', 'not the right one');
  await click('[data-testid="sign-in"]');
}

const SIGNED_OUT = { 'POST /v1/tickets': REFUSED };

async function setUp() {
  await fill('[data-testid="shop"]', 'Casa Ortega');
  await fill('[data-testid="origin"]', 'shop.example');
  await fill('[data-testid="name"]', 'Ana');
  await fill('[data-testid="email"]', 'ana@shop.example');
  await fill('[data-testid="password"]', 'three words and more');
  await click('[data-testid="set-up"]');
}

export const PAGES: Readonly<Record<string, State>> = {
  'parts/all': { view: 'parts', shows: '.parts', main: true },
  'parts/confirm': { view: 'parts', act: () => click('[data-testid="ask"]'), shows: '.confirm' },
  'parts/menu': {
    view: 'parts',
    act: () => click('.menu .icon-button'),
    shows: '.menu-list',
    main: true,
  },
  'sign-in/empty': {
    view: 'console',
    world: { doors: SIGNED_OUT },
    shows: '[data-testid="sign-in"]',
    main: true,
  },
  'sign-in/wrong': {
    view: 'console',
    world: { doors: { ...SIGNED_OUT, 'POST /v1/session': REFUSED } },
    act: signIn,
    shows: '.fault-line',
  },
  'sign-in/throttled': {
    view: 'console',
    world: {
      doors: {
        ...SIGNED_OUT,
        'POST /v1/session': { status: 429, code: 'rate', retryAfterS: 90 },
      },
    },
    act: signIn,
    shows: '.fault-line',
    main: true,
  },
  'sign-in/offline': {
    view: 'console',
    world: { onLine: false, doors: { ...SIGNED_OUT, 'POST /v1/session': AWAY } },
    act: signIn,
    shows: '.fault-line',
  },
  'setup/empty': {
    view: 'door',
    door: 'setup',
    hash: SECRET,
    shows: '[data-testid="set-up"]',
    main: true,
  },
  'setup/done': {
    view: 'door',
    door: 'setup',
    hash: SECRET,
    world: { doors: { ...STAFF_DOORS, 'POST /v1/setup': { body: ME } } },
    act: setUp,
    shows: '.shop-line',
    main: true,
  },
  'setup/no-secret': { view: 'door', door: 'setup', shows: '.door-lead' },
  'invite/empty': {
    view: 'door',
    door: 'invite',
    hash: SECRET,
    shows: '[data-testid="accept"]',
    main: true,
  },
  'invite/short': {
    view: 'door',
    door: 'invite',
    hash: SECRET,
    act: async () => {
      await fill('[data-testid="password"]', 'short');
      await click('[data-testid="accept"]');
    },
    shows: '.field-fault',
  },
  'invite/gone': { view: 'door', door: 'invite', shows: 'a.button' },
  'reset/empty': { view: 'door', door: 'reset', hash: SECRET, shows: '[data-testid="accept"]' },
  'me/all': page('#/me', '.lines li', { main: true }),
  'me/loading': page('#/me', '.skeletons', world({ 'GET /v1/me': 'never' })),
  'me/failed': page('#/me', '.empty .button', world({ 'GET /v1/me': AWAY })),
  'team/all': page('#/settings/team', '[data-testid="agent"]', { main: true }),
  'team/menu': page('#/settings/team', '.menu-list', {
    act: () => click('[data-testid="agent"]:nth-child(3) .menu .icon-button'),
  }),
  'team/invite': page('#/settings/team', 'dialog[open]', {
    act: () => click('[data-testid="invite"]'),
    main: true,
  }),
  'team/link': page('#/settings/team', '[data-testid="link-dialog"] .copy-field', {
    act: async () => {
      await click('[data-testid="invite"]');
      await fill('[data-testid="invite-name"]', 'Nora Gil');
      await fill('[data-testid="invite-email"]', 'nora@shop.example');
      await click('[data-testid="invite-send"]');
    },
    main: true,
  }),
  'team/forbidden': page('#/settings/team', '.empty', world({ 'GET /v1/agents': FORBIDDEN })),
  'team/long': page(
    '#/settings/team',
    '[data-testid="agent"]',
    world({ 'GET /v1/agents': { body: { agents: [...TEAM, agent('long', LONG_NAME)] } } }),
  ),
  'sites/all': page('#/settings/sites', '[data-testid="site"] .lines li', {
    act: () => click('.keys-card summary'),
    main: true,
  }),
  'sites/secret': page('#/settings/sites', '.once', {
    ...world({ 'GET /v1/inboxes/inbox-1/identity-keys': { body: { keys: [] } } }),
    act: async () => {
      await click('.keys-card summary');
      await until('.keys-card .acts');
      await click('.keys-card .acts .button');
    },
  }),
  'sites/empty': page(
    '#/settings/sites',
    '.empty',
    world({ 'GET /v1/inboxes': { body: { inboxes: [] } } }),
  ),
  'audit/all': page('#/settings/audit', '.audit-table', { main: true }),
  'audit/verified': page('#/settings/audit', '.verdict.good', {
    ...world({ 'POST /v1/audit/verify': { body: { intact: true, entries: 128, brokenAt: null } } }),
    act: () => click('[data-testid="verify"]'),
  }),
  'audit/broken': page('#/settings/audit', '.verdict.bad', {
    ...world({ 'POST /v1/audit/verify': { body: { intact: false, entries: 128, brokenAt: 57 } } }),
    act: () => click('[data-testid="verify"]'),
  }),
  'audit/empty': page(
    '#/settings/audit',
    '.empty',
    world({ 'GET /v1/audit': { body: { entries: [], next: null } } }),
  ),
  'visitors/all': page('#/visitors', '[data-testid="visitor"]', { main: true }),
  'visitors/invite': page('#/visitors', '[data-testid="invitation-dialog"]', {
    act: () => click('[data-testid="invite-visitor"]'),
    main: true,
  }),
  'visitors/invite-refused': page('#/visitors', '.fault-line', {
    act: async () => {
      await click('[data-testid="invite-visitor"]');
      await click('[data-testid="invitation-send"]');
    },
    world: { doors: { 'POST /v1/visits/*': { status: 409, code: 'taken' } } },
  }),
  'visitors/long': page('#/visitors', '[data-testid="visitor"]', {
    world: {
      visits: [
        visit(1, {
          name: LONG_NAME,
          picture: 'bag-1',
          page: { ...BAG, product: { name: LONG_TEXT, picture: null, price: '€ 1,189,000.00' } },
          cart: { count: 4711, total: '€ 1,189,000.00' },
        }),
        visit(2, {
          invitation: { invitation: 'i', by: ANA, name: LONG_NAME, at: NOW, step: 'invited' },
        }),
      ],
    },
  }),
  'visitors/empty': page('#/visitors', '.empty', { world: { visits: [] } }),
  'visitors/loading': page('#/visitors', '.skeletons', { world: { visits: null } }),
  'palette/open': page('#/chats', '.palette[open]', {
    act: async () => {
      await until('[data-testid="row"]');
      press('k', { ctrlKey: true });
    },
    main: true,
  }),
};
