/** @file Whatever somebody copies from the address bar becomes an origin. */

import { expect, test } from 'vitest';
import { originsOf } from './origins';

test('addresses become origins, each once', () => {
  expect(originsOf('shop.example, https://shop.example/products/1?x=2#y')).toEqual([
    'https://shop.example',
  ]);
  expect(originsOf('http://localhost:8081\nHTTPS://WWW.Shop.Example:443/')).toEqual([
    'http://localhost:8081',
    'https://www.shop.example',
  ]);
});

test('what is no web address is none', () => {
  expect(originsOf('')).toBeNull();
  expect(originsOf('https://shop.example javascript://alert(1)')).toBeNull();
  expect(originsOf('https://')).toBeNull();
});
