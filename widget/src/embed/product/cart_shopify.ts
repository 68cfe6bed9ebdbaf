/** @file Shopify's Ajax API, as the shop's own theme uses it. */

import { fieldsOf } from '../../host/card';
import type { ProposalOutcome } from '../../wire/generated';
import { changed, type Shop } from './cart';
import { minor } from './money';
import { askShopify, type ShopifyPage } from './shopify_page';

/** Looks again, and adds only if everything is as the visitor saw it. */
export async function addToShopify(
  { line, stop }: Shop,
  page: ShopifyPage,
): Promise<ProposalOutcome> {
  const handle = /\/products\/([^/?#]+)/.exec(line.url)?.[1] ?? line.id;
  const given = fieldsOf(await askShopify(page, handle)).get('variants');
  const variants = (Array.isArray(given) ? given : []).map(fieldsOf);
  if (variants.length === 0) return { kind: 'failed', why: 'refused' };
  const named = variants.find((one) => String(one.get('id')) === line.variant);
  const variant = named ?? (variants.length === 1 ? variants[0] : undefined);
  if (!variant) return { kind: 'failed', why: 'needs_choice' };
  if (variant.get('available') === false) return { kind: 'sold_out' };
  const differs = changed(line, minor(variant.get('price'), 2, page.currency));
  if (differs) return differs;
  const answer = await fetch(`${page.root}cart/add.js`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ items: [{ id: variant.get('id'), quantity: line.quantity }] }),
    signal: stop,
  });
  if (answer.ok) return { kind: 'added' };
  // Shopify says 422 when more is asked for than there is.
  return answer.status === 422 ? { kind: 'sold_out' } : { kind: 'failed', why: 'refused' };
}
