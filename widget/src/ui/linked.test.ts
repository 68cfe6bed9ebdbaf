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

test('s76_a_text_that_was_made_to_be_slow_is_read_as_quickly_as_any_other', () => {
  // With steps that grow with the square or the cube of the length these would take minutes.
  const hostile = [
    `https://a${')'.repeat(2_000)}x${')'.repeat(1_990)}`,
    `https://a${'('.repeat(1_990)}${')'.repeat(2_000)}`,
    'mailto:'.repeat(570),
    'https://'.repeat(500),
    `mailto:${'a'.repeat(3_900)}@`,
  ];
  for (const text of hostile) {
    for (let times = 0; times < 20; times += 1) linked(text);
    const whole = linked(text).map((piece) => piece.text);
    expect(whole.join('')).toBe(text);
  }
});

test('s50_only_http_https_and_mailto_become_links', () => {
  expect(links('javascript:alert(1) data:text/html,x ftp://x.test //x.test www.x.test')).toEqual(
    [],
  );
  expect(links('mailto:ana@shop.test')).toEqual(['mailto:ana@shop.test']);
});

test('s50_nothing_of_the_text_is_lost', () => {
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
