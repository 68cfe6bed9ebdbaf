/** @file Products and proposals of the gallery. */

import type { ProductCard, Proposal, ProposalStep, SharedProduct } from '../wire/generated';
import { ANA, ITEMS, LONG_NAME, NOW } from './people';

const euros = (minor: number) => ({ minor, currency: 'EUR' });
const FIRST = 'https://shop.example/i/tote-cognac.jpg';
const SECOND = 'https://shop.example/i/tote-black.jpg';

const variant = (id: string, colour: string, more: object = {}) => ({
  id,
  sku: null,
  options: [
    { name: 'Colour', value: colour },
    { name: 'Size', value: 'M' },
  ],
  price: null,
  listPrice: null,
  stock: { state: 'in_stock' as const, left: null },
  picture: FIRST,
  ...more,
});

const TOTE: ProductCard = {
  source: 'page',
  id: '17',
  sku: 'TOTE-17',
  title: 'Bolso Córdoba, cognac leather with cotton twill lining',
  brand: 'Corda & Clay',
  url: 'https://shop.example/products/tote',
  price: euros(18900),
  listPrice: euros(22900),
  stock: { state: 'in_stock', left: 3 },
  rating: { tenths: 46, count: 128 },
  pictures: [FIRST],
  attributes: [
    { name: 'Leather', value: 'Full grain, vegetable tanned' },
    { name: 'Lining', value: 'Cotton twill' },
    { name: 'Laptop', value: '14 inch' },
    { name: 'Weight', value: '1.1 kg' },
  ],
  variants: [
    variant('c', 'Cognac', { stock: { state: 'low', left: 3 } }),
    variant('b', 'Black', { stock: { state: 'out_of_stock', left: null }, picture: SECOND }),
    variant('n', 'Natural, with a strap in dark brown', { price: euros(19900) }),
  ],
  chosen: 'c',
  seenAt: NOW,
};

const SMALL: ProductCard = {
  ...TOTE,
  source: 'catalog',
  id: '18',
  title: LONG_NAME,
  price: euros(9900),
  listPrice: null,
  stock: { state: 'backorder', left: null },
  rating: null,
  attributes: [
    { name: 'Leather', value: 'Split' },
    { name: 'Weight', value: '0.6 kg' },
    { name: 'Made in', value: 'Ubrique' },
  ],
  variants: [],
  chosen: null,
};

const shared = (n: number, card: ProductCard, seq: number): SharedProduct => ({
  id: `0190b6a0-0000-7000-8000-00000000d00${n}`,
  card,
  pictures: [{ item: ITEMS[n]?.id ?? '', address: FIRST }],
  by: ANA,
  seq,
  at: NOW - 4 * 60_000,
});

/** Two products, each with a picture on the strip. */
export const PRODUCTS: readonly SharedProduct[] = [shared(0, TOTE, 9), shared(1, SMALL, 10)];

/** A proposal of the first one. */
export function proposed(step: ProposalStep, price = 18900): Proposal {
  return {
    id: '0190b6a0-0000-7000-8000-00000000e001',
    product: PRODUCTS[0]?.id ?? '',
    variant: 'c',
    quantity: 1,
    price: euros(price),
    by: ANA,
    seq: 11,
    at: NOW - 60_000,
    step,
  };
}
