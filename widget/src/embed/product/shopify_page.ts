/**
 * @file What a Shopify shop tells of a product in `/products/{handle}.js`, and which variant the
 * page shows (`?variant=`).
 */

import { fieldsOf } from '../../host/card';
import type { Rough } from './json_ld';
import { minor } from './money';

/** A larger answer is no product. */
const MOST_CHARS = 2_000_000;

/** Where the shop's own requests begin and which currency it shows; null on any other page. */
export interface ShopifyPage {
  readonly root: string;
  readonly currency: string;
  readonly handle: string | null;
  readonly variant: string | null;
}

/** Looks for Shopify's own objects on the page. */
export function shopifyOf(page: Window): ShopifyPage | null {
  const shopify = fieldsOf(Reflect.get(page, 'Shopify'));
  const currency = fieldsOf(shopify.get('currency')).get('active');
  if (typeof currency !== 'string') return null;
  const given = fieldsOf(shopify.get('routes')).get('root');
  const root = typeof given === 'string' && /^\/(?!\/)/.test(given) ? given : '/';
  const { pathname, search } = page.location;
  const handle = /\/products\/([^/?#]+)/.exec(pathname)?.[1] ?? null;
  return { root, currency, handle, variant: new URLSearchParams(search).get('variant') };
}

function variantOf(value: unknown, names: readonly unknown[], currency: string) {
  const found = fieldsOf(value);
  const options = names.map((name, at) => ({ name, value: found.get(`option${at + 1}`) }));
  const picture = fieldsOf(found.get('featured_image')).get('src');
  return {
    id: String(found.get('id') ?? ''),
    sku: found.get('sku'),
    options: options.filter(({ value: one }) => one !== 'Default Title'),
    // The Ajax API counts hundredths, whatever the currency.
    price: minor(found.get('price'), 2, currency),
    listPrice: minor(found.get('compare_at_price'), 2, currency),
    stock: { state: found.get('available') === true ? 'in_stock' : 'out_of_stock', left: null },
    picture,
  };
}

/** The product as its `.js` says. */
export function fromShopify(json: unknown, { currency, variant }: ShopifyPage): Rough | null {
  const found = fieldsOf(json);
  if (found.get('handle') === undefined) return null;
  const list = found.get('options');
  const names = Array.isArray(list)
    ? list.slice(0, 6).map((one) => (typeof one === 'string' ? one : fieldsOf(one).get('name')))
    : [];
  const given = found.get('variants');
  const all = Array.isArray(given) ? given.slice(0, 100) : [];
  const variants = all.map((one) => variantOf(one, names, currency));
  const only = variants.length === 1 && variants[0]?.options.length === 0;
  return {
    id: found.get('handle'),
    title: found.get('title'),
    brand: found.get('vendor'),
    price: minor(found.get('price'), 2, currency),
    listPrice: minor(found.get('compare_at_price'), 2, currency),
    stock: { state: found.get('available') === true ? 'in_stock' : 'out_of_stock', left: null },
    pictures: found.get('images'),
    variants,
    chosen: only ? variants[0]?.id : variant,
  };
}

/** Asks the shop for a product by its handle; null when it does not say. */
export async function askShopify(page: ShopifyPage, handle: string): Promise<unknown> {
  const answer = await fetch(`${page.root}products/${encodeURIComponent(handle)}.js`, {
    credentials: 'same-origin',
    redirect: 'error',
  });
  const text = answer.ok ? await answer.text() : '';
  return text === '' || text.length > MOST_CHARS ? null : JSON.parse(text);
}
