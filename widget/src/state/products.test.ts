/** @file A product is shown once, and each variant brings its own picture. */

import { signal } from '@preact/signals';
import { expect, test, vi } from 'vitest';
import type { Api } from '../net/api';
import type { Command, ProductCard } from '../wire/generated';
import type { Conversation } from './conversation';
import { EMPTY_ROOM, type RoomState } from './room';
import { showProduct } from './show_product';

const euros = (minor: number) => ({ minor, currency: 'EUR' });
const variant = (id: string, picture: string | null) => ({
  id,
  sku: null,
  options: [{ name: 'Colour', value: id }],
  price: null,
  listPrice: null,
  stock: { state: 'in_stock' as const, left: null },
  picture,
});
const BAG: ProductCard = {
  source: 'page',
  id: '17',
  sku: null,
  title: 'Bag',
  brand: null,
  url: 'https://shop.example/p/bag',
  price: euros(4200),
  listPrice: null,
  stock: { state: 'in_stock', left: null },
  rating: null,
  pictures: ['https://shop.example/i/bag.jpg'],
  attributes: [],
  variants: [variant('red', 'https://shop.example/i/red.jpg'), variant('blue', null)],
  chosen: 'red',
  seenAt: 1,
};

function shop(room: Partial<RoomState> = {}, gone: readonly string[] = []) {
  const commands: Command[] = [];
  const asked: string[] = [];
  const api = {
    post: vi.fn((_path: string, { url }: { url: string }) => {
      asked.push(url);
      if (gone.includes(url)) return Promise.reject(new Error('gone'));
      return Promise.resolve({ media: `media of ${url}` });
    }),
  };
  const conversation = {
    room: signal({ ...EMPTY_ROOM, ...room }),
    op: (command: Command) => {
      commands.push(command);
      return Promise.resolve({ seq: 1 });
    },
  };
  const show = (card: ProductCard) =>
    showProduct(api as unknown as Api, conversation as unknown as Conversation, card);
  return { commands, asked, show };
}

const shared = (card: ProductCard) => ({
  products: [{ id: 'p', card, pictures: [], by: 'ana', seq: 1, at: 1 }],
});

test('the picture of the chosen variant is fetched and goes with the card', async () => {
  const { show, commands } = shop();
  await show(BAG);
  expect(commands).toMatchObject([
    { do: 'share_product', show: true, pictures: [{ address: 'https://shop.example/i/red.jpg' }] },
  ]);
});

test('where the picture is not to be had the page leads to one, and without any it is a card', async () => {
  const red = 'https://shop.example/i/red.jpg';
  const { show, commands, asked } = shop({}, [red]);
  await show(BAG);
  expect(asked).toEqual([red, BAG.url]);
  expect(commands).toMatchObject([{ pictures: [{ address: red, media: `media of ${BAG.url}` }] }]);
  const nothing = shop({}, [red, BAG.url]);
  await nothing.show(BAG);
  expect(nothing.commands).toMatchObject([{ do: 'share_product', pictures: [] }]);
});

test('what is there already is chosen, not shown twice; another price is another card', async () => {
  const again = shop(shared(BAG));
  await again.show({ ...BAG, chosen: 'blue', seenAt: 9 });
  expect(again.commands).toMatchObject([{ do: 'choose_variant', product: 'p', variant: 'blue' }]);
  const dearer = shop(shared(BAG));
  await dearer.show({ ...BAG, price: euros(4500) });
  expect(dearer.commands).toMatchObject([{ do: 'share_product' }]);
});
