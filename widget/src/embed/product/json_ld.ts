/**
 * @file What a page says of its product in JSON-LD (schema.org). Strangers write it: every step is
 * bounded, and whatever it says stays the page's word.
 */

import { fieldsOf } from '../../host/card';
import type { Money } from '../../wire/generated';
import { priced } from './money';

type Fields = ReadonlyMap<string, unknown>;

/** A page with more or larger descriptions than this is not read further. */
const MOST_BLOCKS = 20;
const MOST_CHARS = 500_000;
const DEEPEST = 8;
const MOST_STEPS = 5_000;

const PRODUCTS = new Set(['Product', 'ProductGroup', 'IndividualProduct']);
const WORDS: Readonly<Record<string, string>> = {
  instock: 'in_stock',
  instoreonly: 'in_stock',
  onlineonly: 'in_stock',
  limitedavailability: 'low',
  outofstock: 'out_of_stock',
  soldout: 'out_of_stock',
  discontinued: 'out_of_stock',
  preorder: 'preorder',
  presale: 'preorder',
  backorder: 'backorder',
};

const first = (value: unknown) => (Array.isArray(value) ? value[0] : value);
const all = (value: unknown): readonly unknown[] => {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
};
const lastPart = (value: unknown) =>
  typeof value === 'string' ? (value.split(/[/#]/).at(-1) ?? '') : '';

/** Stock as schema.org names it, with its address or without, in whatever spelling. */
export function availability(value: unknown): string {
  return (
    WORDS[
      lastPart(first(value))
        .toLowerCase()
        .replace(/[\s_-]/g, '')
    ] ?? 'unknown'
  );
}

function isProduct(fields: Fields): boolean {
  return all(fields.get('@type')).some((one) => PRODUCTS.has(lastPart(one)));
}

function findProduct(value: unknown, steps: { left: number }, depth = 0): Fields | null {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return null;
  if (steps.left-- <= 0) return null;
  const fields = fieldsOf(value);
  if (isProduct(fields)) return fields;
  for (const [name, child] of fields) {
    const inside = Array.isArray(value) || name === '@graph' || name === 'mainEntity';
    const found = inside ? findProduct(child, steps, depth + 1) : null;
    if (found) return found;
  }
  return null;
}

interface Prices {
  readonly price: Money | null;
  readonly listPrice: Money | null;
}

/**
 * The price of an offer: `price`, else a specification that is no list price, else `lowPrice`. An
 * old price is marked as list price, or as the one that was struck.
 */
function pricesOf(offer: Fields): Prices {
  const currency = first(offer.get('priceCurrency'));
  let price: Money | null = null;
  let listPrice: Money | null = null;
  for (const one of all(offer.get('priceSpecification')).slice(0, 20)) {
    const spec = fieldsOf(one);
    const money = priced(first(spec.get('price')), first(spec.get('priceCurrency')) ?? currency);
    const kind = lastPart(first(spec.get('priceType')));
    if (/^(ListPrice|StrikethroughPrice|MSRP|SRP)$/.test(kind)) listPrice ??= money;
    else price ??= money;
  }
  const said = priced(first(offer.get('price')), currency);
  return { price: said ?? price ?? priced(first(offer.get('lowPrice')), currency), listPrice };
}

function pictureOf(value: unknown): unknown {
  const found = fieldsOf(value);
  return typeof value === 'string' ? value : (found.get('contentUrl') ?? found.get('url'));
}

function ratingOf(value: unknown) {
  const found = fieldsOf(first(value));
  const best = Number(found.get('bestRating') ?? 5) || 5;
  const stars = Number(found.get('ratingValue'));
  const count = Number(found.get('reviewCount') ?? found.get('ratingCount'));
  if (!(stars >= 0 && stars <= best && count > 0)) return null;
  return { tenths: Math.round((stars / best) * 50), count: Math.floor(count) };
}

const nameOf = (value: unknown) => {
  const one = first(value);
  return typeof one === 'string' ? one : fieldsOf(one).get('name');
};

function attributesOf(product: Fields) {
  const told = all(product.get('additionalProperty'))
    .slice(0, 60)
    .map((one) => {
      const found = fieldsOf(one);
      return { name: found.get('name'), value: first(found.get('value')) };
    });
  const plain = ['color', 'size', 'material', 'pattern'].flatMap((name) => {
    const value = nameOf(product.get(name));
    return value === undefined
      ? []
      : [{ name: name.charAt(0).toUpperCase() + name.slice(1), value }];
  });
  return [...told, ...plain];
}

function variantOf(value: unknown) {
  const found = fieldsOf(value);
  const offer = fieldsOf(first(found.get('offers')));
  const sku = first(found.get('sku'));
  const id = sku ?? first(found.get('productID')) ?? found.get('@id') ?? found.get('name');
  return {
    id,
    sku,
    options: attributesOf(found),
    ...pricesOf(offer),
    stock: { state: availability(offer.get('availability')), left: null },
    picture: pictureOf(first(found.get('image'))),
  };
}

/** A card in the rough; it is read by `cardOf` like anything a stranger says. */
export type Rough = Readonly<Record<string, unknown>>;

function roughOf(product: Fields): Rough {
  const offers = all(product.get('offers')).slice(0, 100).map(fieldsOf);
  const offer = offers.find((one) => pricesOf(one).price !== null) ?? offers[0] ?? new Map();
  const sku = first(product.get('sku'));
  const group = all(product.get('hasVariant')).slice(0, 100).map(variantOf);
  const variant = group.find(({ price }) => price !== null);
  const prices = pricesOf(offer);
  return {
    id: first(product.get('productGroupID')) ?? first(product.get('productID')) ?? sku,
    sku,
    title: first(product.get('name')),
    brand: nameOf(product.get('brand')),
    ...(prices.price === null && variant
      ? { price: variant.price, listPrice: variant.listPrice }
      : prices),
    stock: {
      state: availability(offer.get('availability')),
      left: Number(fieldsOf(first(offer.get('inventoryLevel'))).get('value') ?? Number.NaN),
    },
    rating: ratingOf(product.get('aggregateRating')),
    pictures: all(product.get('image')).slice(0, 50).map(pictureOf),
    attributes: attributesOf(product),
    variants: group,
    currency: first(offer.get('priceCurrency')),
  };
}

/** The first product of the page's JSON-LD. */
export function fromJsonLd(page: Document): Rough | null {
  const blocks = [...page.querySelectorAll('script[type="application/ld+json"]')];
  for (const block of blocks.slice(0, MOST_BLOCKS)) {
    const json = block.textContent ?? '';
    if (json.length > MOST_CHARS) continue;
    try {
      const found = findProduct(JSON.parse(json), { left: MOST_STEPS });
      if (found) return roughOf(found);
    } catch {
      // A broken description is the page's own matter.
    }
  }
  return null;
}
