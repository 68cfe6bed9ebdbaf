/** @file The list of visitors. */

import { expect, test } from 'vitest';
import type { VisitorRow } from '../wire/generated';
import { applyVisits, sortedVisits } from './visits';

const row = (visit: string, fields: Partial<VisitorRow> = {}): VisitorRow => ({
  visit,
  page: { url: 'https://shop.example/', title: 'Shop', language: 'en', product: null },
  cart: null,
  since: 1,
  pages: 1,
  tabs: 1,
  referrer: null,
  state: 'active',
  consent: false,
  conversation: null,
  name: null,
  assignee: null,
  invitation: null,
  picture: null,
  ...fields,
});
const told = (rows: VisitorRow[], reset = false) => ({ sub: 1, reset, total: 9, rows, gone: [] });

test('pr4 rows replace and leave, and the number of all is the server’s', () => {
  const first = applyVisits(null, told([row('a'), row('b')], true));
  const next = applyVisits(first, { ...told([row('a', { pages: 4 })]), gone: ['b'], total: 120 });
  expect([...next.rows.values()].map(({ visit, pages }) => [visit, pages])).toEqual([['a', 4]]);
  expect(next.total).toBe(120);
  expect([...applyVisits(next, told([row('c')], true)).rows.keys()]).toEqual(['c']);
});

test('who does something comes first, then who came last', () => {
  const all = [row('away', { state: 'away', since: 9 }), row('old'), row('new', { since: 5 })];
  const order = sortedVisits(applyVisits(null, told(all, true))).map((one) => one.visit);
  expect(order).toEqual(['new', 'old', 'away']);
});
