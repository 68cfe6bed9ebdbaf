/**
 * @file WooCommerce's Store API, asked by the shop's own page: no key, the visitor's own cart. A
 * nonce comes with the cart and goes with what changes it.
 */

import { fieldsOf } from '../../host/card';
import type { ProposalOutcome } from '../../wire/generated';
import { changed, type Shop } from './cart';
import { minor } from './money';

const SOLD_OUT = /out_of_stock|not_enough|insufficient/;
const NEEDS_CHOICE = /variation|attribute/;

/** Where the shop's interface begins; always on the shop's own origin. */
function rest(): string {
  const link = document.querySelector<HTMLLinkElement>('link[rel="https://api.w.org/"]');
  const { origin } = location;
  return link && new URL(link.href).origin === origin ? link.href : `${origin}/wp-json/`;
}

const at = (path: string) => {
  const base = rest();
  // Without pretty addresses the path is a parameter.
  const [name, query] = path.split('?');
  return `${base}wc/store/v1/${name}${query ? `${base.includes('?') ? '&' : '?'}${query}` : ''}`;
};

async function ask(path: string, stop: AbortSignal): Promise<Response> {
  return fetch(at(path), { credentials: 'same-origin', cache: 'no-store', signal: stop });
}

async function productOf({ line, stop }: Shop): Promise<ReadonlyMap<string, unknown> | null> {
  const number = line.variant ?? line.id;
  const known = /^\d+$/.test(number);
  const sku = encodeURIComponent(line.sku ?? line.id);
  const answer = await ask(known ? `products/${number}` : `products?sku=${sku}&per_page=1`, stop);
  if (!answer.ok) return null;
  const json: unknown = await answer.json();
  return fieldsOf(Array.isArray(json) ? json[0] : json);
}

/** Looks again, and adds only if everything is as the visitor saw it. */
export async function addToWoo(shop: Shop): Promise<ProposalOutcome> {
  const { line, stop } = shop;
  const product = await productOf(shop);
  const id = product?.get('id');
  if (!product || typeof id !== 'number') return { kind: 'failed', why: 'refused' };
  if (product.get('is_in_stock') === false) return { kind: 'sold_out' };
  const left = product.get('low_stock_remaining');
  if (typeof left === 'number' && left < line.quantity) return { kind: 'sold_out' };
  const variations = product.get('variations');
  if (Array.isArray(variations) && variations.length > 0) {
    return { kind: 'failed', why: 'needs_choice' };
  }
  const prices = fieldsOf(product.get('prices'));
  const [unit, currency] = [prices.get('currency_minor_unit'), prices.get('currency_code')];
  const differs = changed(line, minor(prices.get('price'), unit, currency));
  if (differs) return differs;
  const cart = await ask('cart', stop);
  const nonce = cart.headers.get('Nonce');
  if (!cart.ok || !nonce) return { kind: 'failed', why: 'refused' };
  const answer = await fetch(at('cart/add-item'), {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json', Nonce: nonce },
    body: JSON.stringify({ id, quantity: line.quantity }),
    signal: stop,
  });
  if (answer.ok) {
    tellTheme();
    return { kind: 'added' };
  }
  const code = String(fieldsOf(await answer.json().catch(() => null)).get('code'));
  if (SOLD_OUT.test(code)) return { kind: 'sold_out' };
  return { kind: 'failed', why: NEEDS_CHOICE.test(code) ? 'needs_choice' : 'refused' };
}

/** The little cart in the head of the page draws itself anew, as after any other click. */
function tellTheme() {
  document.body.dispatchEvent(new CustomEvent('wc-blocks_added_to_cart', { bubbles: true }));
  const jQuery: unknown = Reflect.get(window, 'jQuery');
  if (typeof jQuery === 'function') jQuery(document.body).trigger('wc_fragment_refresh');
}
