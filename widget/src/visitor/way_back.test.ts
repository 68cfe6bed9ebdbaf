/** @file Where the way back to the shop leads. */

import { expect, test } from 'vitest';
import { memoryKeep } from '../net/keep';
import { keepPage, wayBack } from './way_back';

const ORIGINS = ['https://www.shop.example', 'https://shop.example:8443'];
const PAGE = 'https://shop.example:8443/bags/7?colour=red';

test('the way back leads to the page where the address was left', () => {
  const keep = memoryKeep();
  expect(wayBack(keep, 'corda', ORIGINS)).toBe(ORIGINS[0]);
  keepPage(keep, 'corda', PAGE);
  expect(wayBack(keep, 'corda', ORIGINS)).toBe(PAGE);
  expect(wayBack(keep, 'shoes', ORIGINS)).toBe(ORIGINS[0]);
  keepPage(keep, 'corda', null);
  expect(wayBack(keep, 'corda', ORIGINS)).toBe(ORIGINS[0]);
  expect(wayBack(keep, 'corda', [])).toBeNull();
});

test('a page that is not the shop’s any more leads nowhere', () => {
  const keep = memoryKeep();
  for (const page of ['https://elsewhere.example/', 'javascript:alert(1)', 'no address']) {
    keepPage(keep, 'corda', page);
    expect(wayBack(keep, 'corda', ORIGINS)).toBe(ORIGINS[0]);
  }
});
