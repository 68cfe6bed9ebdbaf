/** @file Addresses in messages, and what must never become one. */

import { expect, test } from 'vitest';
import { initials } from './Avatar';
import { linked } from './linked';

const links = (text: string) =>
  linked(text).flatMap((piece) => (piece.kind === 'link' ? [piece.text] : []));

test('an address ends where the sentence goes on', () => {
  expect(links('See https://shop.test/a_(b), or http://x.test/?q=1.')).toEqual([
    'https://shop.test/a_(b)',
    'http://x.test/?q=1',
  ]);
});

test('only http, https and mailto become links', () => {
  expect(links('javascript:alert(1) data:text/html,x ftp://x.test //x.test www.x.test')).toEqual(
    [],
  );
  expect(links('mailto:ana@shop.test')).toEqual(['mailto:ana@shop.test']);
});

test('nothing of the text is lost', () => {
  const text = 'a https://x.test/… b <https://y.test> "c"';
  expect(
    linked(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});

test('initials are whole signs of the first two words', () => {
  expect(initials('Ana María de la Torre')).toBe('AM');
  expect(initials('👩‍🔧 Zoë')).toBe('👩‍🔧Z');
  expect(initials('Corda & Clay')).toBe('CC');
  expect(initials('  ')).toBe('');
});
