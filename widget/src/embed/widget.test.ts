/**
 * @file The widget on a page: listens to its own panel only, and leaves the page as it was.
 * @vitest-environment happy-dom
 */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pageFacts } from './page_facts';
import { startWidget, type VitrineHandle } from './widget';

const ORIGIN = 'https://chat.test';
let widget: VitrineHandle | null;

beforeEach(() => {
  panel.postMessage.mockClear();
  document.documentElement.lang = 'en';
  document.title = 'Shop';
  document.body.innerHTML = '<p>Shop</p>';
  sessionStorage.clear();
  widget = null;
});

afterEach(() => widget?.destroy());

/** The window in the frame; the test environment loads no frames. */
const panel = { postMessage: vi.fn() };

function start(): VitrineHandle {
  widget = startWidget({ origin: ORIGIN, inbox: 'key' });
  return widget;
}

const shadow = () => document.querySelector('vitrine-widget')?.shadowRoot ?? null;
const isOpen = () => shadow()?.querySelector('.root')?.classList.contains('open');
const frame = () => shadow()?.querySelector('iframe') ?? null;

function fromPanel(data: unknown, origin = ORIGIN, source: unknown = panel) {
  Object.defineProperty(frame(), 'contentWindow', { value: panel, configurable: true });
  const event = new MessageEvent('message', { data, origin });
  Object.defineProperty(event, 'source', { value: source });
  window.dispatchEvent(event);
}

test('destroy leaves the page as it was', () => {
  const html = document.documentElement.outerHTML;
  const { pushState, replaceState } = history;
  const listeners: string[] = [];
  const add = vi.spyOn(window, 'addEventListener');
  const remove = vi.spyOn(window, 'removeEventListener');
  const handle = start();
  handle.open();
  handle.close();
  expect(document.documentElement.outerHTML).not.toBe(html);
  expect(history.pushState).not.toBe(pushState);
  listeners.push(...add.mock.calls.map((call) => String(call[0])));
  handle.destroy();
  expect(document.documentElement.outerHTML).toBe(html);
  expect(history.pushState).toBe(pushState);
  expect(history.replaceState).toBe(replaceState);
  expect(Object.hasOwn(history, 'pushState')).toBe(false);
  expect(remove.mock.calls.map((call) => String(call[0])).sort()).toEqual(listeners.sort());
  expect(sessionStorage.length).toBe(0);
});

test('a method of the history that somebody wrapped after us still works when we are gone', () => {
  const handle = start();
  const ours = history.pushState;
  const calls: string[] = [];
  history.pushState = function (this: History, ...args) {
    calls.push('theirs');
    ours.apply(this, args);
  };
  handle.destroy();
  history.pushState(null, '', '#x');
  expect(calls).toEqual(['theirs']);
  Reflect.deleteProperty(history, 'pushState');
});

test('the frame is loaded on intent and not before', () => {
  const handle = start();
  expect(frame()).toBeNull();
  handle.open();
  expect(frame()?.src).toBe(`${ORIGIN}/panel?inbox=key`);
  expect(frame()?.title).toBe('Chat');
  expect(isOpen()).toBe(true);
});

test('nothing is stored before somebody has used it', () => {
  start();
  expect(sessionStorage.length).toBe(0);
});

test('only the panel’s own window at its own origin is listened to', () => {
  start().open();
  const close = { vitrine: 1, type: 'close' };
  fromPanel(close, 'https://evil.test');
  fromPanel(close, ORIGIN, window);
  fromPanel(close, ORIGIN, null);
  fromPanel({ vitrine: 2, type: 'close' });
  expect(isOpen()).toBe(true);
  fromPanel(close);
  expect(isOpen()).toBe(false);
});

test('an answer while it is closed shows its first line, as text', () => {
  const handle = start();
  handle.open();
  handle.close();
  fromPanel({ vitrine: 1, type: 'unread', count: 2, name: 'Ana', line: '<img src=x>' });
  const teaser = shadow()?.querySelector<HTMLElement>('.teaser');
  expect(teaser?.hidden).toBe(false);
  expect(teaser?.textContent).toBe('Ana<img src=x>');
  expect(shadow()?.querySelector('.badge')?.textContent).toBe('2');
});

test('the panel is told where the visitor is, at its exact origin', () => {
  start().open();
  fromPanel(null);
  frame()?.dispatchEvent(new Event('load'));
  const types = panel.postMessage.mock.calls.map(([message, origin]) => [message.type, origin]);
  expect(types).toEqual([
    ['shape', ORIGIN],
    ['page', ORIGIN],
  ]);
});

test('the page’s product is read from its description, wherever it stands', () => {
  document.head.innerHTML = '';
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
