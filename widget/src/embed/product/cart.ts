/**
 * @file Puts what the visitor said yes to into the shop's own cart: by the shop's function, or by
 * what WooCommerce and Shopify offer their own pages. Each first looks whether price and stock are
 * still as the visitor saw them; if not, nothing happens but that this is said.
 */

import { fieldsOf, moneyOf } from '../../host/card';
import type { CartLine } from '../../host/messages';
import { CART_TIMEOUT_MS, type Money, type ProposalOutcome } from '../../wire/generated';
import { addToShopify } from './cart_shopify';
import { addToWoo } from './cart_woo';
import { extract } from './extract';
import { priced } from './money';
import { shopifyOf } from './shopify_page';
import { isWoo } from './woo_page';

/** What the shop's script gave, see `onAddToCart` of the SDK. */
export type AddToCart = (line: object) => unknown;

/** What an adapter needs. */
export interface Shop {
  /** Gives up with the rest. */
  readonly stop: AbortSignal;
  readonly line: CartLine;
}

/** What the shop asks now, when that differs from what the visitor accepted. */
export function changed(line: CartLine, now: Money | null): ProposalOutcome | null {
  const { price } = line;
  const same = price?.minor === now?.minor && price?.currency === now?.currency;
  return now === null || same ? null : { kind: 'price_changed', price: now };
}

/** An answer of the shop's own function, in as few words as it likes. */
function outcomeOf(answer: unknown): ProposalOutcome {
  const found = fieldsOf(answer);
  const word = typeof answer === 'string' ? answer : found.get('outcome');
  if (answer === undefined || answer === true || word === 'added') return { kind: 'added' };
  if (word === 'sold_out') return { kind: 'sold_out' };
  if (word === 'needs_choice') return { kind: 'failed', why: 'needs_choice' };
  const price =
    moneyOf(found.get('price')) ?? priced(found.get('price'), found.get('currency')) ?? null;
  if (word === 'price_changed' && price) return { kind: 'price_changed', price };
  return { kind: 'failed', why: 'refused' };
}

/** What this very page says of the product by now, when it is the page of the product. */
function onThisPage(line: CartLine, said: unknown): ProposalOutcome | null {
  const card = extract(document, said, Date.now());
  if (card === null || card.id !== line.id) return null;
  const variant = card.variants.find((one) => one.id === line.variant) ?? null;
  if ((variant ?? card).stock.state === 'out_of_stock') return { kind: 'sold_out' };
  return changed(line, variant?.price ?? card.price);
}

async function byTheShop(add: AddToCart, line: CartLine, said: unknown): Promise<ProposalOutcome> {
  const before = onThisPage(line, said);
  if (before) return before;
  return outcomeOf(await add({ ...line }));
}

async function tried(shop: Shop, add: AddToCart | null, said: unknown): Promise<ProposalOutcome> {
  const { line } = shop;
  if (add) return byTheShop(add, line, said);
  if (isWoo(document)) return addToWoo(shop);
  const shopify = shopifyOf(window);
  if (shopify) return addToShopify(shop, shopify);
  return { kind: 'failed', why: 'no_cart' };
}

/** Never rejects and never waits longer than {@link CART_TIMEOUT_MS}. */
export function addToCart(
  line: CartLine,
  add: AddToCart | null,
  said: unknown,
): Promise<ProposalOutcome> {
  const stop = new AbortController();
  const timeout: ProposalOutcome = { kind: 'failed', why: 'timeout' };
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(timeout);
      stop.abort();
    }, CART_TIMEOUT_MS);
    tried({ line, stop: stop.signal }, add, said)
      .catch((): ProposalOutcome => ({ kind: 'failed', why: 'refused' }))
      .then((outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
  });
}
