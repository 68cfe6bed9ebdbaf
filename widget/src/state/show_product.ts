/**
 * @file Puts a product onto the stage: fetches the picture that is meant into our store, and says
 * so in one operation. A product that is there already is chosen, not shown twice.
 */

import type { Api } from '../net/api';
import { readMedia } from '../net/frame';
import { newId } from '../net/ids';
import type {
  MediaId,
  Money,
  NewProductPicture,
  ProductCard,
  ProductId,
  SharedProduct,
} from '../wire/generated';
import type { Conversation } from './conversation';
import { productById } from './products';

/** Which picture a variant of a card is shown in. */
export function pictureOf(card: ProductCard, variant: string | null): string {
  const chosen = card.variants.find((one) => one.id === variant);
  return chosen?.picture ?? card.pictures[0] ?? card.url;
}

/** What one pays for a variant, or for the product. */
export function priceOf(card: ProductCard, variant: string | null): Money | null {
  const chosen = card.variants.find((one) => one.id === variant);
  return chosen?.price ?? card.price;
}

function same(a: Money | null, b: Money | null): boolean {
  return a?.minor === b?.minor && a?.currency === b?.currency;
}

/** The same product at the same price, shown before. */
function known(products: readonly SharedProduct[], card: ProductCard): SharedProduct | null {
  const alike = ({ card: one }: SharedProduct) =>
    one.id === card.id &&
    one.url === card.url &&
    one.source === card.source &&
    same(priceOf(one, card.chosen), priceOf(card, card.chosen)) &&
    (card.chosen === null || one.variants.some(({ id }) => id === card.chosen));
  return products.find(alike) ?? null;
}

async function fetched(api: Api, card: ProductCard, variant: string | null) {
  const address = pictureOf(card, variant);
  const fetch = (url: string) => api.post('/v1/media', { url }, readMedia);
  // A shop may keep its pictures where we may not ask; its page leads there.
  const { media } = await fetch(address).catch(() => fetch(card.url));
  const picture: NewProductPicture = { item: newId(), media, address };
  return picture;
}

/** Shows a product to everybody; rejects with `Refused`. Answers under which name it is there. */
export async function showProduct(
  api: Api,
  conversation: Conversation,
  card: ProductCard,
): Promise<ProductId> {
  const there = known(conversation.room.peek().products, card);
  if (there) {
    await chooseVariant(api, conversation, there.id, card.chosen ?? there.card.chosen);
    return there.id;
  }
  // Without any picture it is still a card in the thread.
  const picture = await fetched(api, card, card.chosen).catch(() => null);
  const product = newId();
  await conversation.op({
    do: 'share_product',
    product,
    card,
    pictures: picture ? [picture] : [],
    show: true,
  });
  return product;
}

/** Shows what a page says of its product, with a picture that is ours already. */
export function shareFetched(
  conversation: Conversation,
  card: ProductCard,
  media: MediaId,
): Promise<{ seq: number }> {
  const picture = { item: newId(), media, address: pictureOf(card, card.chosen) };
  const product = newId();
  return conversation.op({ do: 'share_product', product, card, pictures: [picture], show: true });
}

/** Chooses a variant for everybody and brings its picture, if that is not there yet. */
export async function chooseVariant(
  api: Api,
  conversation: Conversation,
  product: ProductId,
  variant: string | null,
): Promise<void> {
  const { products, items } = conversation.room.peek();
  const shared = productById(products, product);
  if (!shared) return;
  const address = pictureOf(shared.card, variant);
  const there = shared.pictures.some(
    (one) =>
      one.address === address && items.some(({ id, removed }) => id === one.item && !removed),
  );
  const picture = there ? null : await fetched(api, shared.card, variant).catch(() => null);
  await conversation.op({ do: 'choose_variant', product, variant, picture });
}
