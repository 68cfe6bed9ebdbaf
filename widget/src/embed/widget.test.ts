/**
 * @file The widget on a page: listens to its own panel only, and leaves the page as it was.
 * @vitest-environment happy-dom
 */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { claim, webAddress } from './claim';
import { pageFacts } from './page_facts';
import { mountPanel } from './panel_frame';
import { read } from './settings';
import { mountVisit } from './visit_part';
import { startWidget, type Widget } from './widget';

vi.mock('./part_load', () => ({
  loadPart: async (part: string) => (part === 'panel' ? mountPanel : mountVisit),
}));

const ORIGIN = 'https://chat.test';
let widget: Widget | null;
const emit = vi.fn();

/** Sockets the page opened. */
let sockets: FakeSocket[] = [];
class FakeSocket {
  readyState = 1;
  readonly sent: { type: string; [name: string]: unknown }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
    sockets.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
}

/** The window in the frame; the test environment loads no frames. */
const panel = { postMessage: vi.fn() };

beforeEach(() => {
  panel.postMessage.mockClear();
  emit.mockClear();
  sockets = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.spyOn(console, 'info').mockReturnValue(undefined);
  document.documentElement.lang = 'en';
  document.title = 'Shop';
  document.head.innerHTML = '';
  document.body.innerHTML = '<p>Shop</p>';
  sessionStorage.clear();
  localStorage.clear();
  widget = null;
});

afterEach(() => {
  widget?.stop(true);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function start(settings: object = {}): Widget {
  const all = read({ inbox: 'key', ...settings });
  widget = startWidget({ origin: ORIGIN, nonce: '', demo: false, settings: all, said: {}, emit });
  return widget;
}

const shadow = () => document.querySelector('vitrine-widget')?.shadowRoot ?? null;
const root = () => shadow()?.querySelector('.root');
const isOpen = () => root()?.classList.contains('open');
const frame = () => shadow()?.querySelector('iframe') ?? null;
const settled = () => new Promise((done) => setTimeout(done));

async function opened(settings: object = {}): Promise<Widget> {
  const one = start(settings);
  one.open(true);
  await settled();
  Object.defineProperty(frame(), 'contentWindow', { value: panel, configurable: true });
  return one;
}

function fromPanel(data: unknown, origin = ORIGIN, source: unknown = panel) {
  const event = new MessageEvent('message', { data, origin });
  Object.defineProperty(event, 'source', { value: source });
  window.dispatchEvent(event);
}

const posted = (type: string) =>
  panel.postMessage.mock.calls.filter(([message]) => message.type === type);

test('to stop leaves the page as it was', async () => {
  const html = document.documentElement.outerHTML;
  const { pushState, replaceState } = history;
  const add = vi.spyOn(window, 'addEventListener');
  const remove = vi.spyOn(window, 'removeEventListener');
  const one = await opened();
  one.open(false);
  expect(document.documentElement.outerHTML).not.toBe(html);
  await settled();
  expect(history.pushState).not.toBe(pushState);
  const listened = add.mock.calls.map((call) => String(call[0])).sort();
  expect(listened).toContain('message');
  one.stop(true);
  expect(document.documentElement.outerHTML).toBe(html);
  expect(history.pushState).toBe(pushState);
  expect(history.replaceState).toBe(replaceState);
  expect(Object.hasOwn(history, 'pushState')).toBe(false);
  expect(remove.mock.calls.map((call) => String(call[0])).sort()).toEqual(listened);
  expect([sessionStorage.length, localStorage.length]).toEqual([0, 0]);
});

test('a method of the history that somebody wrapped after us still works when we are gone', async () => {
  const one = await opened();
  const ours = history.pushState;
  const calls: string[] = [];
  history.pushState = function (this: History, ...args) {
    calls.push('theirs');
    ours.apply(this, args);
  };
  one.stop(true);
  history.pushState(null, '', '#x');
  expect(calls).toEqual(['theirs']);
  Reflect.deleteProperty(history, 'pushState');
});

test('the frame is loaded on intent and not before', async () => {
  const one = start();
  await settled();
  expect(frame()).toBeNull();
  one.open(true);
  await settled();
  expect(frame()?.src).toBe(`${ORIGIN}/panel?inbox=key`);
  expect(frame()?.title).toBe('Chat');
  expect(isOpen()).toBe(true);
});

test('s48_nothing_is_stored_before_somebody_has_used_it', async () => {
  vi.useFakeTimers();
  start();
  await vi.advanceTimersByTimeAsync(10_000);
  sockets[0]?.onopen?.();
  expect([sessionStorage.length, localStorage.length, document.cookie]).toEqual([0, 0, '']);
});

test('s47_only_the_panels_own_window_at_its_own_origin_is_listened_to', async () => {
  await opened();
  const close = { vitrine: 1, type: 'close' };
  fromPanel(close, 'https://evil.test');
  fromPanel(close, ORIGIN, window);
  fromPanel(close, ORIGIN, null);
  fromPanel({ vitrine: 2, type: 'close' });
  expect(isOpen()).toBe(true);
  fromPanel(close);
  expect(isOpen()).toBe(false);
});

test('s53_an_answer_while_it_is_closed_is_drawn_by_the_panel_and_told_as_a_number', async () => {
  const one = await opened();
  one.open(false);
  fromPanel({ vitrine: 1, type: 'unread', count: 2, peek: true, line: 'a secret', name: 'Ana' });
  expect(root()?.classList.contains('peek')).toBe(true);
  expect(shadow()?.querySelector('.badge')?.textContent).toBe('2');
  expect(shadow()?.innerHTML).not.toContain('secret');
  expect(emit).toHaveBeenCalledWith('unread_changed', { count: 2 });
  one.open(true);
  expect(root()?.classList.contains('peek')).toBe(false);
});

test('the panel is told where the visitor is and who it is, at its exact origin', async () => {
  const one = await opened();
  one.identify('a.b.c');
  frame()?.dispatchEvent(new Event('load'));
  const types = panel.postMessage.mock.calls.map(([message, origin]) => [message.type, origin]);
  expect(types).toEqual([
    ['shape', ORIGIN],
    ['page', ORIGIN],
    ['identify', ORIGIN],
  ]);
});

test('the shop may say what the page is about, until its address changes', async () => {
  vi.useFakeTimers();
  const one = start();
  one.open(true);
  await vi.advanceTimersByTimeAsync(0);
  Object.defineProperty(frame(), 'contentWindow', { value: panel, configurable: true });
  frame()?.dispatchEvent(new Event('load'));
  one.product({ name: 'Tote', picture: null, price: '€ 1' });
  expect(posted('page').at(-1)?.[0].page.product?.name).toBe('Tote');
  history.pushState(null, '', '#other');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(posted('page').at(-1)?.[0].page.product).toBeNull();
  history.replaceState(null, '', location.pathname);
});

test('a page that swaps its body keeps the widget, once', async () => {
  start();
  const fresh = document.createElement('body');
  fresh.append('Another page');
  document.documentElement.replaceChild(fresh, document.body);
  await settled();
  expect(document.querySelectorAll('vitrine-widget')).toHaveLength(1);
});

test('one socket is opened when the page is idle, and says which page is looked at', async () => {
  vi.useFakeTimers();
  start();
  expect(sockets).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sockets.map((one) => one.url)).toEqual(['wss://chat.test/v1/presence']);
  const [socket] = sockets;
  socket?.onopen?.();
  expect(socket?.sent[0]).toMatchObject({ type: 'visit', inbox: 'key', consent: false, pages: 1 });
  expect(socket?.sent[0]?.['referrer']).toBeNull();
  expect(socket?.sent[1]).toEqual({ type: 'activity', state: 'active' });
  await vi.advanceTimersByTimeAsync(25_000);
  expect(socket?.sent.at(-1)).toEqual({ type: 'beat' });
  await vi.advanceTimersByTimeAsync(120_000);
  expect(socket?.sent.filter((one) => one.type === 'activity').at(-1)).toEqual({
    type: 'activity',
    state: 'idle',
  });
  window.dispatchEvent(new Event('pointerdown'));
  expect(socket?.sent.at(-1)).toEqual({ type: 'activity', state: 'active' });
  window.dispatchEvent(new Event('pagehide'));
  expect(socket?.readyState).toBe(3);
});

test('the cart and another page are told once each', async () => {
  vi.useFakeTimers();
  const one = start();
  await vi.advanceTimersByTimeAsync(10_000);
  const [socket] = sockets;
  socket?.onopen?.();
  one.cart({ count: 2, total: '€ 20' });
  one.cart({ count: 2, total: '€ 20' });
  const pages = () => socket?.sent.filter((frame) => frame.type === 'page') ?? [];
  expect(pages()).toHaveLength(1);
  expect(pages()[0]).toMatchObject({ cart: { count: 2, total: '€ 20' } });
});

test('the button says whether somebody is there', async () => {
  vi.useFakeTimers();
  start();
  await vi.advanceTimersByTimeAsync(10_000);
  const label = () => shadow()?.querySelector('.launcher')?.getAttribute('aria-label');
  expect(label()).toBe('Chat with us');
  const say = (staffed: boolean) =>
    sockets[0]?.onmessage?.({ data: JSON.stringify({ type: 'inbox', staffed }) });
  say(true);
  expect(label()).toBe('Chat with us, we are here');
  say(false);
  expect(label()).toBe('Leave us a message');
});

test('without a word on consent the page asks for one; with it all tabs are one visit', async () => {
  vi.useFakeTimers();
  start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(emit).toHaveBeenCalledWith('consent_required');
  widget?.update(read({ inbox: 'key', consent: 'granted' }));
  const first = sockets.at(-1);
  first?.onopen?.();
  expect(first?.sent[0]).toMatchObject({ consent: true });
  widget?.stop(false);
  start({ consent: 'granted' });
  await vi.advanceTimersByTimeAsync(10_000);
  const second = sockets.at(-1);
  second?.onopen?.();
  expect(second?.sent[0]).toMatchObject({ visit: first?.sent[0]?.['visit'], pages: 2 });
});

test('a word against it takes away what was kept', async () => {
  vi.useFakeTimers();
  start({ consent: 'granted' });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(localStorage.length).toBe(1);
  widget?.update(read({ inbox: 'key', consent: 'denied' }));
  expect(localStorage.length).toBe(0);
});

test('to forget the visitor wipes the page’s part and asks the panel to wipe its own', async () => {
  const one = await opened();
  frame()?.dispatchEvent(new Event('load'));
  fromPanel({ vitrine: 1, type: 'event', name: 'message_sent' });
  expect(localStorage.length).toBe(1);
  one.reset();
  expect([sessionStorage.length, localStorage.length]).toEqual([0, 0]);
  expect(posted('reset')).toHaveLength(1);
  fromPanel({ vitrine: 1, type: 'was_reset' });
  expect(frame()).toBeNull();
});

test('the page’s product is read from its description, wherever it stands', () => {
  const script = document.createElement('script');
  script.type = 'application/ld+json';
  script.textContent = JSON.stringify({
    '@graph': [
      { '@type': 'BreadcrumbList' },
      {
        '@type': ['Product', 'Thing'],
        name: 'Alba bag',
        image: ['/bag.jpg'],
        offers: [{ price: '189.00', priceCurrency: 'EUR' }],
      },
    ],
  });
  document.head.append(script);
  const facts = pageFacts(document);
  expect(facts.product?.name).toBe('Alba bag');
  expect(facts.product?.picture).toMatch(/\/bag\.jpg$/);
  expect(facts.product?.price).toBe('€189.00');
});

test('a broken or hostile description is no product', () => {
  for (const text of [
    '{',
    '[[[[[[[[{"@type":"Product","name":"x"}]]]]]]]]',
    '{"@type":"Product"}',
  ]) {
    document.head.innerHTML = '';
    const script = document.createElement('script');
    script.type = 'application/ld+json';
    script.textContent = text;
    document.head.append(script);
    expect(pageFacts(document).product).toBeNull();
  }
});

const FROM_ANA = { type: 'invitation', invitation: 'i-1', name: 'Ana', text: 'May I help?' };
const bubble = () => root()?.querySelector('[data-testid="invitation"]') ?? null;

/** A page whose visit is known, with what an agent says to it. */
async function invited(settings: object = {}) {
  vi.useFakeTimers();
  start(settings);
  await vi.advanceTimersByTimeAsync(4_000);
  const [socket] = sockets;
  if (!socket) throw new Error('no socket was opened');
  socket.onopen?.();
  const hear = (message: object) => socket.onmessage?.({ data: JSON.stringify(message) });
  const answers = () => socket.sent.filter(({ type }) => type === 'invitation');
  const press = (name: string) => bubble()?.querySelector<HTMLElement>(name)?.click();
  return { hear, answers, press };
}

test('pr6 an invitation is shown beside the launcher, stores nothing and opens the panel', async () => {
  const { hear, answers, press } = await invited();
  hear(FROM_ANA);
  expect(bubble()?.textContent).toContain('May I help?');
  hear(FROM_ANA);
  expect(root()?.querySelectorAll('.invite')).toHaveLength(1);
  expect([sessionStorage.length, localStorage.length]).toEqual([0, 0]);
  press('.invite-open');
  expect(answers()).toEqual([{ type: 'invitation', invitation: 'i-1', opened: true }]);
  expect([bubble(), isOpen()]).toEqual([null, true]);
});

test('pr6 an invitation that is put away tells so and leaves the panel closed', async () => {
  const { hear, answers, press } = await invited();
  hear(FROM_ANA);
  press('.invite-close');
  expect(answers()).toEqual([{ type: 'invitation', invitation: 'i-1', opened: false }]);
  expect([bubble(), isOpen()]).toEqual([null, false]);
  expect([sessionStorage.length, localStorage.length]).toEqual([0, 0]);
});

test('pr6 the launcher answers an invitation too, and another page takes it away', async () => {
  const { hear, answers } = await invited();
  hear(FROM_ANA);
  hear({ type: 'invitation_over' });
  expect([bubble(), answers()]).toEqual([null, []]);
  hear({ ...FROM_ANA, invitation: 'i-2', text: 1 });
  expect(bubble()).toBeNull();
  hear({ ...FROM_ANA, invitation: 'i-2' });
  widget?.open(true);
  expect(answers()).toEqual([{ type: 'invitation', invitation: 'i-2', opened: true }]);
});

test('li5_what_a_script_claims_is_made_whole_before_it_is_sent', async () => {
  const one = await opened();
  frame()?.dispatchEvent(new Event('load'));
  one.product({
    name: `Tote\n${'x'.repeat(194)}🧵`,
    picture: 'javascript:x',
    price: '\u0000€ 1',
  });
  const made = { name: `Tote ${'x'.repeat(194)}`, picture: null, price: '€ 1' };
  expect(posted('page').at(-1)?.[0].page.product).toEqual(made);
});

test('li5_what_a_page_claims_is_made_whole_before_it_is_sent', () => {
  const script = document.createElement('script');
  script.type = 'application/ld+json';
  const name = `Bag\n\u0007 of ${'x'.repeat(192)}🧵`;
  script.textContent = JSON.stringify({ '@type': 'Product', name, image: 'javascript:x' });
  document.head.innerHTML = '';
  document.head.append(script);
  const { product } = pageFacts(document);
  expect(product?.name).toBe(`Bag of ${'x'.repeat(192)}`);
  expect(product?.picture).toBeNull();
  expect(claim(`a\tb\r\nc${'y'.repeat(60)}`, 40)).toHaveLength(40);
  expect(webAddress('/bag.jpg', 'https://shop.test/p/')).toBe('https://shop.test/bag.jpg');
  for (const bad of ['javascript:alert(1)', 'data:text/html,x', '', null, 'https://', 7]) {
    const found = webAddress(bad, 'file:///');
    expect(found, String(bad)).toBeNull();
  }
});
