/**
 * @file The mirror of the server's rules for products: folds what happened to products and
 * proposals into the state of a room.
 */

import type {
  Event,
  EventBody,
  Item,
  ProductId,
  Proposal,
  ProposalId,
  ProposalSettled,
  ProposalStep,
  SharedProduct,
} from '../wire/generated';

/** What a room knows of products. */
export interface Products {
  /** Products that were shown, in order. */
  readonly products: readonly SharedProduct[];
  /** Proposals in the order they were made. */
  readonly proposals: readonly Proposal[];
}

/** A room in which nothing was shown. */
export const NO_PRODUCTS: Products = { products: [], proposals: [] };

/** The kinds of this file. */
export type ProductBody = Extract<
  EventBody,
  {
    kind:
      | 'product_shared'
      | 'variant_chosen'
      | 'product_proposed'
      | 'proposal_accepted'
      | 'proposal_declined'
      | 'proposal_withdrawn'
      | 'proposal_settled';
  }
>;

/** What an event changes. */
export function productChanges(
  { products, proposals }: Products,
  event: Event,
  body: ProductBody,
): Partial<Products> {
  const { actor: by, seq, at } = event;
  const stepped = (id: ProposalId, step: (one: Proposal) => Partial<Proposal>) => ({
    proposals: proposals.map((one) => (one.id === id ? { ...one, ...step(one) } : one)),
  });
  switch (body.kind) {
    case 'product_shared': {
      const { product: id, card, pictures } = body;
      if (products.some((one) => one.id === id)) return {};
      return { products: [...products, { id, card, pictures, by, seq, at }] };
    }
    case 'variant_chosen':
      return {
        products: products.map((one) => (one.id === body.product ? chosen(one, body) : one)),
      };
    case 'product_proposed': {
      const { proposal: id, product, variant, quantity, price } = body;
      if (proposals.some((one) => one.id === id)) return {};
      const step: ProposalStep = { kind: 'asked' };
      const made = { id, product, variant, quantity, price, by, seq, at, step };
      return { proposals: [...proposals, made] };
    }
    case 'proposal_accepted': {
      const step: ProposalStep = { kind: 'accepted', session: body.session, at };
      return stepped(body.proposal, () => ({ step }));
    }
    case 'proposal_declined':
      return stepped(body.proposal, () => ({ step: { kind: 'declined' } }));
    case 'proposal_withdrawn':
      return stepped(body.proposal, () => ({ step: { kind: 'withdrawn' } }));
    case 'proposal_settled':
      return stepped(body.proposal, (one) => settled(one, body));
  }
}

type Chosen = Extract<ProductBody, { kind: 'variant_chosen' }>;

function chosen(product: SharedProduct, { variant, picture }: Chosen): SharedProduct {
  const card = { ...product.card, chosen: variant };
  const pictures = picture ? [...product.pictures, picture] : product.pictures;
  return { ...product, card, pictures };
}

function settled(proposal: Proposal, { outcome }: ProposalSettled): Partial<Proposal> {
  switch (outcome.kind) {
    case 'price_changed':
      return { price: outcome.price, step: { kind: 'price_changed', was: proposal.price } };
    case 'failed':
      return { step: { kind: 'failed', why: outcome.why } };
    default:
      return { step: { kind: outcome.kind } };
  }
}

/** Whether the visitor can still answer. */
export function asks({ step }: Proposal): boolean {
  return step.kind === 'asked' || step.kind === 'price_changed';
}

/** The product of an item of the strip. */
export function productOf(
  products: readonly SharedProduct[],
  item: string | undefined,
): SharedProduct | null {
  return products.find((one) => one.pictures.some((picture) => picture.item === item)) ?? null;
}

/** The product by its name in the conversation. */
export function productById(
  products: readonly SharedProduct[],
  id: ProductId,
): SharedProduct | null {
  return products.find((one) => one.id === id) ?? null;
}

/** The item that shows a product as it is chosen, else any of its pictures still on the strip. */
export function itemOf(product: SharedProduct, items: readonly Item[]): Item | null {
  const { card, pictures } = product;
  const variant = card.variants.find((one) => one.id === card.chosen);
  const address = variant?.picture ?? card.pictures[0] ?? card.url;
  const own = pictures.filter((one) => items.some((it) => it.id === one.item && !it.removed));
  const best = own.find((one) => one.address === address) ?? own[0];
  return items.find((one) => one.id === best?.item) ?? null;
}
