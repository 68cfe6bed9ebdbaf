/** @file What the page says about itself: address, title, language, and the product it sells. */

import type { HostPage, HostProduct } from '../host/messages';
import { claim, webAddress } from './claim';

/** A page with more or larger descriptions than this is not read further. */
const MOST_BLOCKS = 20;
const MOST_CHARS = 200_000;
const DEEPEST = 6;

type Fields = ReadonlyMap<string, unknown>;

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null;
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

/** Within the cap of a name, the longest there is. */
function text(value: unknown): string {
  return claim(first(value), 200);
}

function isProduct(fields: Fields): boolean {
  const type = fields.get('@type');
  return type === 'Product' || (Array.isArray(type) && type.includes('Product'));
}

function findProduct(value: unknown, depth = 0): Fields | null {
  const fields = fieldsOf(value);
  if (fields === null || depth > DEEPEST) return null;
  if (isProduct(fields)) return fields;
  for (const [name, child] of fields) {
    const inside = Array.isArray(value) || name === '@graph' || name === 'mainEntity';
    const found = inside ? findProduct(child, depth + 1) : null;
    if (found) return found;
  }
  return null;
}

function address(value: unknown, base: string): string | null {
  const one = first(value);
  return webAddress(
    first(fieldsOf(one)?.get('url') ?? fieldsOf(one)?.get('contentUrl') ?? one),
    base,
  );
}

function price(amount: string, currency: string, language: string): string | null {
  const value = Number(amount);
  if (amount === '' || Number.isNaN(value)) return null;
  try {
    return new Intl.NumberFormat(language || undefined, { style: 'currency', currency })
      .format(value)
      .slice(0, 40);
  } catch {
    return claim(`${amount} ${currency}`, 40);
  }
}

function fromJsonLd(page: Document, language: string): HostProduct | null {
  const blocks = [...page.querySelectorAll('script[type="application/ld+json"]')];
  for (const block of blocks.slice(0, MOST_BLOCKS)) {
    const json = block.textContent ?? '';
    if (json.length > MOST_CHARS) continue;
    let found: Fields | null = null;
    try {
      found = findProduct(JSON.parse(json));
    } catch {
      // A broken description is the page's own matter.
    }
    const name = text(found?.get('name'));
    if (!found || name === '') continue;
    const offer = fieldsOf(first(found.get('offers')));
    const amount = text(offer?.get('price') ?? offer?.get('lowPrice'));
    return {
      name,
      picture: address(found.get('image'), page.baseURI),
      price: price(amount, text(offer?.get('priceCurrency')), language),
    };
  }
  return null;
}

function fromOpenGraph(page: Document, language: string): HostProduct | null {
  const meta = (name: string) =>
    page.querySelector(`meta[property="${name}"]`)?.getAttribute('content') ?? '';
  const name = text(meta('og:title'));
  if (!meta('og:type').startsWith('product') || name === '') return null;
  return {
    name,
    picture: address(meta('og:image'), page.baseURI),
    price: price(
      text(meta('product:price:amount')),
      text(meta('product:price:currency')),
      language,
    ),
  };
}

/** The facts of a page as it stands now. */
export function pageFacts(page: Document): HostPage {
  const language = page.documentElement.lang.slice(0, 35);
  return {
    url: page.location.href.slice(0, 2048),
    title: claim(page.title, 200),
    language,
    product: fromJsonLd(page, language) ?? fromOpenGraph(page, language),
  };
}
