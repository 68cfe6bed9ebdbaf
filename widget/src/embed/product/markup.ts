/** @file What a page says of its product in microdata or in OpenGraph. */

import type { Rough } from './json_ld';
import { availability } from './json_ld';
import { priced } from './money';

/** What an element with `itemprop` says. */
function saidBy(element: Element | null): string | null {
  const said = ['content', 'href', 'src', 'datetime', 'value'].map((name) =>
    element?.getAttribute(name),
  );
  return said.find((one) => one) ?? element?.textContent ?? null;
}

/** The first product described by microdata (schema.org). */
export function fromMicrodata(page: Document): Rough | null {
  const scope = page.querySelector('[itemscope][itemtype*="schema.org/Product" i]');
  if (!scope) return null;
  const prop = (name: string) => saidBy(scope.querySelector(`[itemprop~="${name}"]`));
  const currency = prop('priceCurrency');
  const brand = scope.querySelector('[itemprop~="brand"]');
  const pictures = [...scope.querySelectorAll('[itemprop~="image"]')].slice(0, 50).map(saidBy);
  return {
    id: prop('productID') ?? prop('sku'),
    sku: prop('sku'),
    title: prop('name'),
    brand: saidBy(brand?.querySelector('[itemprop~="name"]') ?? brand),
    price: priced(prop('price') ?? prop('lowPrice'), currency),
    stock: { state: availability(prop('availability')), left: null },
    pictures,
    currency,
  };
}

/** The product of the page's OpenGraph tags. */
export function fromOpenGraph(page: Document): Rough | null {
  const meta = (name: string) =>
    page.querySelector(`meta[property="${name}"]`)?.getAttribute('content') ?? null;
  if (!(meta('og:type') ?? '').startsWith('product')) return null;
  const either = (name: string) => meta(`product:${name}`) ?? meta(`og:${name}`);
  const currency = either('price:currency');
  const sale = priced(meta('product:sale_price:amount'), currency);
  const price = priced(either('price:amount'), currency);
  return {
    id: meta('product:retailer_item_id'),
    title: meta('og:title'),
    brand: meta('product:brand') ?? meta('og:brand'),
    price: sale ?? price,
    listPrice: sale ? price : null,
    stock: { state: availability(either('availability')), left: null },
    pictures: [...page.querySelectorAll('meta[property="og:image"]')]
      .slice(0, 50)
      .map((one) => one.getAttribute('content')),
    currency,
  };
}
