/**
 * @file A product in the form the server takes, whoever says what it is: a shop's page, its script,
 * or a shop's API. Whole texts, addresses of the web, everything within its cap.
 */

import {
  ATTRIBUTE_CHARS,
  type Attribute,
  CARD_BYTES,
  type Money,
  PRICE_MINOR,
  PRODUCT_ATTRIBUTES,
  PRODUCT_ID_CHARS,
  PRODUCT_PICTURES,
  PRODUCT_VARIANTS,
  PRODUCT_WORD_CHARS,
  type ProductCard,
  type ProductVariant,
  type Rating,
  type Stock,
  type StockState,
  TITLE_CHARS,
  URL_BYTES,
  VARIANT_OPTIONS,
} from '../wire/generated';

const STATES: readonly StockState[] = [
  'in_stock',
  'low',
  'out_of_stock',
  'preorder',
  'backorder',
  'unknown',
];
const UNKNOWN: Stock = { state: 'unknown', left: null };

type Fields = ReadonlyMap<string, unknown>;

/** The fields of an object; none for anything else. */
export function fieldsOf(value: unknown): Fields {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

/** One line of at most `most` UTF-16 units, without half a sign at its end. */
export function line(value: unknown, most: number): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return String(value)
    .slice(0, most * 4)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '');
}

const word = (value: unknown) => line(value, PRODUCT_WORD_CHARS) || null;

/** The whole address of something on the web; null for anything else. */
export function address(value: unknown, base?: string): string | null {
  if (typeof value !== 'string' || value === '' || value.length > URL_BYTES) return null;
  try {
    const { protocol, href } = new URL(value.trim(), base);
    return /^https?:$/.test(protocol) && href.length <= URL_BYTES ? href : null;
  } catch {
    return null;
  }
}

/** An amount in minor units; null for what is none. */
export function moneyOf(value: unknown): Money | null {
  const found = fieldsOf(value);
  const minor = found.get('minor');
  const currency = found.get('currency');
  if (typeof minor !== 'number' || !Number.isInteger(minor)) return null;
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return null;
  return minor >= 0 && minor <= PRICE_MINOR ? { minor, currency } : null;
}

function stockOf(value: unknown): Stock {
  const found = fieldsOf(value);
  const state = STATES.find((one) => one === found.get('state'));
  return state ? { state, left: count(found.get('left')) } : UNKNOWN;
}

function count(value: unknown): number | null {
  const whole = typeof value === 'number' ? Math.floor(value) : -1;
  return whole >= 0 && whole < 2 ** 32 ? whole : null;
}

function ratingOf(value: unknown): Rating | null {
  const found = fieldsOf(value);
  const [tenths, ratings] = [count(found.get('tenths')), count(found.get('count'))];
  return tenths !== null && tenths <= 50 && ratings ? { tenths, count: ratings } : null;
}

function listOf(value: unknown, most: number): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [];
}

function attributesOf(value: unknown, most: number): Attribute[] {
  return listOf(value, most).flatMap((one) => {
    const found = fieldsOf(one);
    const name = line(found.get('name'), PRODUCT_WORD_CHARS);
    const words = line(found.get('value'), ATTRIBUTE_CHARS);
    return name === '' || words === '' ? [] : [{ name, value: words }];
  });
}

function variantOf(value: unknown, base: string): ProductVariant[] {
  const found = fieldsOf(value);
  const id = line(found.get('id'), PRODUCT_ID_CHARS);
  if (id === '') return [];
  return [
    {
      id,
      sku: word(found.get('sku')),
      options: attributesOf(found.get('options'), VARIANT_OPTIONS),
      price: moneyOf(found.get('price')),
      listPrice: moneyOf(found.get('listPrice')),
      stock: stockOf(found.get('stock')),
      picture: address(found.get('picture'), base),
    },
  ];
}

const bytes = (card: ProductCard) => new TextEncoder().encode(JSON.stringify(card)).length;

/** Drops what is least missed until the card fits, as the server does. */
function fitted(card: ProductCard): ProductCard | null {
  const { chosen } = card;
  let fit = card;
  while (bytes(fit) > CARD_BYTES) {
    const others = fit.variants.filter((one) => one.id !== chosen);
    const spare = others.at(-1);
    if (fit.attributes.length > 0) fit = { ...fit, attributes: fit.attributes.slice(0, -1) };
    else if (spare) fit = { ...fit, variants: fit.variants.filter((one) => one !== spare) };
    else if (fit.pictures.length > 0) fit = { ...fit, pictures: fit.pictures.slice(0, -1) };
    else return null;
  }
  return fit;
}

/**
 * A card as anybody may have told it; null when it is none. Relative addresses are those of `base`.
 * It is always the page's word: what is in the catalogue only the server says.
 */
export function cardOf(value: unknown, base: string, now: number): ProductCard | null {
  const found = fieldsOf(value);
  const id = line(found.get('id'), PRODUCT_ID_CHARS);
  const title = line(found.get('title'), TITLE_CHARS);
  const url = address(found.get('url') ?? base, base);
  if (id === '' || title === '' || url === null) return null;
  const variants = listOf(found.get('variants'), PRODUCT_VARIANTS).flatMap((one) =>
    variantOf(one, base),
  );
  const chosen = line(found.get('chosen'), PRODUCT_ID_CHARS);
  const pictures = listOf(found.get('pictures'), PRODUCT_PICTURES * 4)
    .map((one) => address(one, base))
    .filter((one) => one !== null);
  return fitted({
    source: 'page',
    id,
    sku: word(found.get('sku')),
    title,
    brand: word(found.get('brand')),
    url,
    price: moneyOf(found.get('price')),
    listPrice: moneyOf(found.get('listPrice')),
    stock: stockOf(found.get('stock')),
    rating: ratingOf(found.get('rating')),
    pictures: [...new Set(pictures)].slice(0, PRODUCT_PICTURES),
    attributes: attributesOf(found.get('attributes'), PRODUCT_ATTRIBUTES),
    variants,
    chosen: variants.some((one) => one.id === chosen) ? chosen : null,
    seenAt: Math.floor(now),
  });
}
