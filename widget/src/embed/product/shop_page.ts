/**
 * @file The product of the shop's page and the way into its cart, for the panel in it. Tells the
 * card when it changes, also by the visitor's own choice of a size or a colour.
 */

import { cardOf } from '../../host/card';
import type { CartLine, ToPanel } from '../../host/messages';
import type { ProposalOutcome } from '../../wire/generated';
import { type AddToCart, addToCart } from './cart';
import { extract } from './extract';
import { askShopify, fromShopify, shopifyOf } from './shopify_page';

/** What the shop's own script said, see the SDK. */
export interface Said {
  /** The product of `setProduct`, and the page it was said on. */
  product?: unknown;
  page?: string;
  add?: AddToCart | undefined;
}

/** See {@link watchShopPage}. */
export interface ShopPage {
  /** The page may have changed. */
  look(): void;
  /** Nobody has been told yet. */
  again(): void;
  add(call: string, line: CartLine): Promise<ProposalOutcome>;
  stop(): void;
}

/** What a choice in a form does to the page is there after this time. */
const SETTLE_MS = 300;

/** Watches the page and posts the card of its product. */
export function watchShopPage(said: Said, post: (message: ToPanel) => boolean): ShopPage {
  let told = '';
  let timer = 0;
  let shopify: { readonly handle: string; readonly json: unknown } | null = null;
  // A click that is told twice adds once.
  const calls = new Map<string, Promise<ProposalOutcome>>();

  const saidHere = () => (said.page === location.href ? said.product : null);

  function card() {
    const now = Date.now();
    const page = shopifyOf(window);
    const known = page && page.handle !== null && shopify?.handle === page.handle;
    const rough = known && shopify ? fromShopify(shopify.json, page) : null;
    const url = `${location.origin}${location.pathname}`;
    const given = rough && !saidHere() ? cardOf({ url, ...rough }, document.baseURI, now) : null;
    return given ?? extract(document, saidHere(), now);
  }

  function look() {
    const now = card();
    // When somebody looked is no news.
    const key = JSON.stringify({ ...now, seenAt: 0 });
    if (key !== told && post({ vitrine: 1, type: 'product', card: now })) told = key;
    const page = shopifyOf(window);
    const handle = page?.handle ?? null;
    if (!page || handle === null || shopify?.handle === handle) return;
    shopify = { handle, json: null };
    askShopify(page, handle).then(
      (json) => {
        shopify = { handle, json };
        look();
      },
      // Then the page says what it says.
      () => undefined,
    );
  }

  function soon() {
    clearTimeout(timer);
    timer = window.setTimeout(look, SETTLE_MS);
  }

  for (const kind of ['change', 'click']) document.addEventListener(kind, soon, true);

  return {
    look: soon,
    again: () => {
      told = '';
      soon();
    },
    add: (call, line) => {
      const before = calls.get(call);
      if (before) return before;
      const answer = addToCart(line, said.add ?? null, saidHere());
      calls.set(call, answer);
      return answer;
    },
    stop: () => {
      clearTimeout(timer);
      for (const kind of ['change', 'click']) document.removeEventListener(kind, soon, true);
    },
  };
}
