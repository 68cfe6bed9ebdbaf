/**
 * @file The product a shop's page is about: what the shop's script says, else JSON-LD, microdata,
 * OpenGraph, and what the shop's own software knows beyond them.
 */

import { address, cardOf, fieldsOf } from '../../host/card';
import type { ProductCard } from '../../wire/generated';
import { fromJsonLd, type Rough } from './json_ld';
import { fromMicrodata, fromOpenGraph } from './markup';
import { priced } from './money';
import { fromWoo } from './woo_page';

/** The largest picture of each `<img>` that shows one of the product's. */
function largest(page: Document, pictures: readonly unknown[]): unknown[] {
  const base = page.baseURI;
  const stem = (url: string) =>
    new URL(url).pathname.replace(/(-\d+x\d+|[-_]\d{3,4}(x\d*)?)?\.\w+$/, '');
  const larger = new Map<string, { url: string; width: number }>();
  for (const image of [...page.querySelectorAll('img')].slice(0, 400)) {
    const zoom = ['data-large_image', 'data-zoom-image', 'data-zoom'].map((one) =>
      address(image.getAttribute(one), base),
    );
    const sizes = (image.getAttribute('srcset') ?? '').slice(0, 20_000).split(/,\s+/);
    const found = sizes.map((one) => {
      const [url, width] = one.trim().split(/\s+/);
      return { url: address(url, base), width: Number.parseInt(width ?? '', 10) || 0 };
    });
    const given = zoom.map((url) => ({ url, width: Number.POSITIVE_INFINITY }));
    for (const { url, width } of [...given, ...found]) {
      if (url === null) continue;
      const before = larger.get(stem(url));
      if (!before || before.width < width) larger.set(stem(url), { url, width });
    }
  }
  return pictures.map((one) => {
    const url = address(one, base);
    return url === null ? one : (larger.get(stem(url))?.url ?? url);
  });
}

/** What the shop's script said: names of its own for what everybody calls alike. */
export function fromSdk(value: unknown, page: Document): Rough | null {
  const found = fieldsOf(value);
  if (typeof found.get('name') !== 'string' && typeof found.get('title') !== 'string') return null;
  const currency = found.get('currency');
  const money = (name: string, of = found) => priced(of.get(name), of.get('currency') ?? currency);
  const state = (given: unknown) => ({
    state: typeof given === 'number' ? (given > 0 ? 'in_stock' : 'out_of_stock') : given,
    left: typeof given === 'number' ? given : null,
  });
  const list = found.get('variants');
  const variants = (Array.isArray(list) ? list.slice(0, 100) : []).map((value) => {
    const one = fieldsOf(value);
    const options = [...fieldsOf(one.get('options'))];
    return {
      id: one.get('id'),
      sku: one.get('sku'),
      options: options.map(([name, value]) => ({ name, value })),
      price: money('price', one),
      listPrice: money('listPrice', one),
      stock: state(one.get('stock')),
      picture: one.get('picture'),
    };
  });
  const picture = found.get('picture');
  const attributes = [...fieldsOf(found.get('attributes'))];
  const told = new Map<string, unknown>([
    ['id', found.get('id') ?? found.get('sku')],
    ['sku', found.get('sku')],
    ['title', found.get('title') ?? found.get('name')],
    ['brand', found.get('brand')],
    ['url', found.get('url') ?? page.location.href],
    ['price', money('price')],
    ['listPrice', money('listPrice')],
    ['stock', found.has('stock') ? state(found.get('stock')) : null],
    ['pictures', found.get('pictures') ?? (picture ? [picture] : null)],
    ['attributes', attributes.map(([name, value]) => ({ name, value }))],
    ['variants', variants.length > 0 ? variants : null],
    ['chosen', found.get('variant')],
  ]);
  return Object.fromEntries([...told].filter(([, one]) => one !== null && one !== undefined));
}

/** The card of a page as it stands now; `said` is what the shop's script said about it. */
export function extract(page: Document, said: unknown, now: number): ProductCard | null {
  const told = fromJsonLd(page) ?? fromMicrodata(page) ?? fromOpenGraph(page);
  const { left, ...woo } = fromWoo(page, told?.['currency']) ?? {};
  const stock = left === undefined ? told?.['stock'] : { ...Object(told?.['stock']), left };
  const rough: Rough = { ...told, stock, ...woo, ...fromSdk(said, page) };
  const found = rough['pictures'];
  const pictures = largest(page, Array.isArray(found) ? found : []);
  const { href, pathname } = page.location;
  // A product without a number is known by its page.
  const id = rough['id'] ?? pathname.split('/').filter(Boolean).at(-1) ?? pathname;
  return cardOf({ url: href, ...rough, id, pictures }, page.baseURI, now);
}
