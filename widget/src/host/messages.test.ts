/** @file What page and panel say is read with care on both sides. */

import { expect, test } from 'vitest';
import { isTouched, readFromPanel, readToPanel } from './messages';

test('s47_another_version_another_type_or_no_object_is_no_message', () => {
  for (const data of [
    null,
    'x',
    1,
    [],
    {},
    { vitrine: 2, type: 'close' },
    { vitrine: 1, type: 'x' },
  ]) {
    expect(readFromPanel(data)).toBeNull();
    expect(readToPanel(data)).toBeNull();
    expect(isTouched(data)).toBe(false);
  }
});

test('what a page says about itself is cut to its limits', () => {
  const page = {
    url: `https://shop.test/${'x'.repeat(5000)}`,
    title: 'y'.repeat(500),
    language: 'en',
    product: { name: 'Bag', picture: 7, price: null },
  };
  const read = readToPanel({ vitrine: 1, type: 'page', page });
  expect(read).toMatchObject({ page: { product: { name: 'Bag', picture: null, price: null } } });
  expect(read?.type === 'page' && read.page.title.length).toBe(200);
  expect(read?.type === 'page' && read.page.url.length).toBe(2048);
});

test('a page that is not on the web is no page', () => {
  const page = { url: 'javascript:1', title: '', language: '', product: null };
  expect(readToPanel({ vitrine: 1, type: 'page', page })).toBeNull();
});

test('edges are numbers of a believable size', () => {
  const safe = { top: 47, right: 'x', bottom: Number.POSITIVE_INFINITY, left: -3 };
  const read = readToPanel({ vitrine: 1, type: 'shape', open: true, sheet: 1, safe });
  expect(read).toEqual({
    vitrine: 1,
    type: 'shape',
    open: true,
    sheet: false,
    atLeft: false,
    colour: '',
    safe: { top: 47, right: 0, bottom: 0, left: 0 },
  });
});

test('a colour is six hexadecimal digits and nothing else', () => {
  const colourOf = (colour: unknown) => {
    const read = readToPanel({ vitrine: 1, type: 'shape', colour });
    return read?.type === 'shape' && read.colour;
  };
  expect(colourOf('#0B6e69')).toBe('#0B6e69');
  for (const colour of ['red', '#fff', '#0b6e69;', 'url(https://evil.test)', 7, null]) {
    expect(colourOf(colour)).toBe('');
  }
});
