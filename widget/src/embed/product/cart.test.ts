/**
 * @file The way into a shop's cart, against what WooCommerce and Shopify were recorded to answer.
 * @vitest-environment happy-dom
 */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CartLine } from '../../host/messages';
import { addToCart } from './cart';
import cartJson from './fixtures/store_cart_empty.json';
import productsJson from './fixtures/store_products.json';
import { watchShopPage } from './shop_page';

const hoodie = productsJson.find((one) => one.slug === 'hoodie');
const beanie = productsJson.find((one) => one.type === 'simple' && one.is_in_stock);
const LINE: CartLine = {
  id: String(beanie?.id),
  sku: beanie?.sku ?? null,
  title: beanie?.name ?? '',
  url: 'https://shop.example/product/beanie/',
  variant: null,
  quantity: 1,
  price: { minor: Number(beanie?.prices.price), currency: 'EUR' },
};

interface Asked {
  readonly path: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: unknown;
}

let asked: Asked[] = [];
/** Answers a request; nothing means that the shop is silent. */
let shop: (one: Asked) => Response | null;

const json = (value: unknown, status = 200, headers = {}) =>
  new Response(JSON.stringify(value), { status, headers });

function woo({ path, method }: Asked, product: unknown = beanie): Response {
  if (path.includes('/cart/add-item')) return json({ items_count: 1 }, 201);
  if (path.includes('/cart')) return json(cartJson, 200, { Nonce: 'n0nce' });
  expect(method).toBe('GET');
  return product ? json(product) : json({ code: 'woocommerce_rest_product_invalid_id' }, 404);
}

beforeEach(() => {
  asked = [];
  shop = woo;
  document.body.className = 'woocommerce';
  document.head.innerHTML = '';
  document.body.innerHTML = '';
  vi.stubGlobal('fetch', (url: string, init: RequestInit = {}) => {
    const body = typeof init.body === 'string' ? JSON.parse(init.body) : null;
    const one = {
      path: url,
      method: init.method ?? 'GET',
      headers: new Headers(init.headers),
      body,
    };
    asked.push(one);
    const answer = shop(one);
    if (answer) return Promise.resolve(answer);
    return new Promise((_, reject) => {
      init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  Reflect.deleteProperty(window, 'Shopify');
});

const added = () => asked.filter((one) => one.method === 'POST');

test('WooCommerce: looks again, gets a nonce, and adds once', async () => {
  expect(await addToCart(LINE, null, null)).toEqual({ kind: 'added' });
  expect(asked.map((one) => one.path.replace(/^.*\/v1/, ''))).toEqual([
    `/products/${LINE.id}`,
    '/cart',
    '/cart/add-item',
  ]);
  expect(added()[0]?.headers.get('Nonce')).toBe('n0nce');
  expect(added()[0]?.body).toEqual({ id: beanie?.id, quantity: 1 });
});

test('another price is said before anything happens', async () => {
  const line = { ...LINE, price: { minor: 1, currency: 'EUR' } };
  const now = { minor: Number(beanie?.prices.price), currency: 'EUR' };
  expect(await addToCart(line, null, null)).toEqual({ kind: 'price_changed', price: now });
  expect(added()).toEqual([]);
});

test('sold out between proposal and acceptance: nothing is added', async () => {
  shop = (one) => woo(one, { ...beanie, is_in_stock: false });
  expect(await addToCart(LINE, null, null)).toEqual({ kind: 'sold_out' });
  shop = (one) => woo(one, { ...beanie, low_stock_remaining: 1 });
  expect(await addToCart({ ...LINE, quantity: 2 }, null, null)).toEqual({ kind: 'sold_out' });
  expect(added()).toEqual([]);
  shop = (one) => {
    if (one.method === 'GET') return woo(one);
    return json({ code: 'woocommerce_rest_product_out_of_stock' }, 400);
  };
  expect(await addToCart(LINE, null, null)).toEqual({ kind: 'sold_out' });
});

test('a product with variations wants a choice', async () => {
  shop = (one) => woo(one, hoodie);
  const line = { ...LINE, id: String(hoodie?.id) };
  expect(await addToCart(line, null, null)).toEqual({ kind: 'failed', why: 'needs_choice' });
  expect(added()).toEqual([]);
});

test('without a nonce, or without the product, the shop has refused', async () => {
  shop = (one) => (one.path.endsWith('/cart') ? json(cartJson) : woo(one));
  expect(await addToCart(LINE, null, null)).toEqual({ kind: 'failed', why: 'refused' });
  shop = (one) => woo(one, null);
  expect(await addToCart(LINE, null, null)).toEqual({ kind: 'failed', why: 'refused' });
  expect(added()).toEqual([]);
});

test('a cart that never answers is given up, and that is said', async () => {
  vi.useFakeTimers();
  shop = () => null;
  const answer = addToCart(LINE, null, null);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await answer).toEqual({ kind: 'failed', why: 'timeout' });
  const silent = addToCart(LINE, () => new Promise(() => undefined), null);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await silent).toEqual({ kind: 'failed', why: 'timeout' });
});

test('Shopify: looks again and adds the variant', async () => {
  document.body.className = '';
  Reflect.set(window, 'Shopify', { currency: { active: 'EUR' }, routes: { root: '/' } });
  const variants = [
    { id: 7, price: 4200, available: true },
    { id: 8, price: 4200, available: false },
  ];
  shop = ({ method }) => json(method === 'GET' ? { handle: 'bag', variants } : {});
  const line = {
    ...LINE,
    url: 'https://s.example/products/bag',
    price: { minor: 4200, currency: 'EUR' },
  };
  expect(await addToCart({ ...line, variant: '7' }, null, null)).toEqual({ kind: 'added' });
  expect(added()).toMatchObject([
    { path: '/cart/add.js', body: { items: [{ id: 7, quantity: 1 }] } },
  ]);
  expect(await addToCart({ ...line, variant: '8' }, null, null)).toEqual({ kind: 'sold_out' });
  expect(await addToCart(line, null, null)).toEqual({ kind: 'failed', why: 'needs_choice' });
  const cheap = { ...line, variant: '7', price: { minor: 1, currency: 'EUR' } };
  expect((await addToCart(cheap, null, null)).kind).toBe('price_changed');
  expect(added()).toHaveLength(1);
});

test('the shop’s own function goes first and answers in few words', async () => {
  const by = (answer: unknown) => addToCart(LINE, () => answer, null);
  expect(await by(undefined)).toEqual({ kind: 'added' });
  expect(await by(Promise.resolve('sold_out'))).toEqual({ kind: 'sold_out' });
  expect(await by(false)).toEqual({ kind: 'failed', why: 'refused' });
  expect(await by(Promise.reject(new Error('down')))).toEqual({ kind: 'failed', why: 'refused' });
  const dearer = { outcome: 'price_changed', price: '19.50', currency: 'EUR' };
  expect(await by(dearer)).toEqual({
    kind: 'price_changed',
    price: { minor: 1950, currency: 'EUR' },
  });
  expect(asked).toEqual([]);
});

test('a page without a way to its cart says so', async () => {
  document.body.className = '';
  expect(await addToCart(LINE, null, null)).toEqual({ kind: 'failed', why: 'no_cart' });
});

test('the same call, told twice, adds once', async () => {
  const page = watchShopPage({}, () => true);
  const twice = await Promise.all([page.add('c', LINE), page.add('c', LINE)]);
  expect(twice).toEqual([{ kind: 'added' }, { kind: 'added' }]);
  expect(added()).toHaveLength(1);
  page.stop();
});
