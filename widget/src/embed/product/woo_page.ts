/**
 * @file What a WooCommerce page knows beyond its JSON-LD: the product's id, its variations with
 * prices and pictures, and the one that is chosen in the form.
 */

import { fieldsOf } from '../../host/card';
import type { Rough } from './json_ld';
import { priced } from './money';

/** A form with more is not read: the page holds it as one attribute. */
const MOST_CHARS = 2_000_000;

function labelOf(form: Element, name: string): string {
  const id = name.replace(/^attribute_/, '');
  for (const label of form.querySelectorAll('label')) {
    if (label.htmlFor === id) return label.textContent ?? '';
  }
  return id.replace(/^pa_/, '').replace(/[-_]/g, ' ');
}

function wordsOf(form: Element, name: string, value: unknown): unknown {
  for (const select of form.querySelectorAll('select')) {
    if (select.name !== name) continue;
    const option = [...select.options].find((one) => one.value === value);
    return option?.textContent ?? value;
  }
  return value;
}

function variationOf(form: Element, value: unknown, currency: unknown) {
  const found = fieldsOf(value);
  const image = fieldsOf(found.get('image'));
  const most = found.get('max_qty');
  const options = [...fieldsOf(found.get('attributes'))].map(([name, one]) => ({
    name: labelOf(form, name),
    value: wordsOf(form, name, one),
  }));
  const inStock = found.get('is_in_stock') === true;
  return {
    id: found.get('variation_id'),
    sku: found.get('sku'),
    options,
    price: priced(found.get('display_price'), currency),
    listPrice: priced(found.get('display_regular_price'), currency),
    stock: {
      state: inStock ? 'in_stock' : 'out_of_stock',
      left: inStock && typeof most === 'number' ? most : null,
    },
    picture: image.get('full_src') || image.get('url') || image.get('src'),
  };
}

/** Whether the page is one of WooCommerce. */
export function isWoo(page: Document): boolean {
  const body = page.body?.classList;
  return body?.contains('woocommerce') || body?.contains('woocommerce-page') || false;
}

function variationsOf(form: Element, currency: unknown) {
  const json = form.getAttribute('data-product_variations') ?? '';
  if (json === '' || json.length > MOST_CHARS) return [];
  try {
    const list: unknown = JSON.parse(json);
    const some = Array.isArray(list) ? list.slice(0, 100) : [];
    return some.map((one) => variationOf(form, one, currency));
  } catch {
    // A broken form is the shop's own matter.
    return [];
  }
}

function attributesOf(page: Document) {
  const rows = [...page.querySelectorAll('.woocommerce-product-attributes tr')];
  return rows.slice(0, 60).map((row) => ({
    name: row.querySelector('th')?.textContent,
    value: row.querySelector('td')?.textContent,
  }));
}

/** What it adds to what the page has said; null on a page of anything else. */
export function fromWoo(page: Document, currency: unknown): Rough | null {
  if (!isWoo(page)) return null;
  const form = page.querySelector('form.cart');
  if (!form) return null;
  const button = form.querySelector<HTMLButtonElement>('[name="add-to-cart"]');
  const id = form.getAttribute('data-product_id') ?? button?.value;
  const variants = variationsOf(form, currency);
  const chosen = form.querySelector<HTMLInputElement>('input[name="variation_id"]')?.value;
  const said = page.querySelector('.product .stock')?.textContent ?? '';
  const left = /\d+/.exec(said)?.[0];
  const pictures = [...page.querySelectorAll('.woocommerce-product-gallery [data-large_image]')]
    .slice(0, 50)
    .map((one) => one.getAttribute('data-large_image'));
  const attributes = attributesOf(page);
  return {
    ...(id ? { id } : {}),
    ...(variants.length > 0 ? { variants, chosen } : {}),
    ...(pictures.length > 0 ? { pictures } : {}),
    ...(attributes.length > 0 ? { attributes } : {}),
    ...(left === undefined ? {} : { left: Number(left) }),
  };
}
