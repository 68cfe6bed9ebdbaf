/** @file The states of products and proposals, for the visitor and for the agent. */

import type { ProposalStep } from '../wire/generated';
import { ITEMS, ROOM, VISITOR } from './people';
import { PRODUCTS, proposed } from './products';
import type { State } from './states';
import { click, until } from './steps';

const CARD = '[data-testid="product-card"]';
const ONE = {
  items: ITEMS.slice(0, 1),
  shown: [ITEMS[0]?.id ?? ''],
  products: PRODUCTS.slice(0, 1),
};
const TWO = { items: ITEMS, shown: ITEMS.map((item) => item.id), products: PRODUCTS };
const AS_VISITOR = { me: VISITOR, rows: null } as const;

/** The panel with a proposal this far. */
function asked(step: ProposalStep, price?: number): State {
  return {
    view: 'panel',
    world: {
      ...AS_VISITOR,
      products: ONE.products,
      items: ONE.items,
      proposals: [proposed(step, price)],
    },
    shows: `[data-step="${step.kind}"]`,
  };
}

export const PRODUCT_STATES: Readonly<Record<string, State>> = {
  'panel/product': {
    view: 'panel',
    world: { ...AS_VISITOR, items: ITEMS, products: PRODUCTS },
    act: async () => {
      await until(CARD);
      await click(`${CARD} summary`);
    },
    shows: `${CARD} details[open]`,
    main: true,
  },
  'panel/product-stage': {
    view: 'panel',
    world: { ...AS_VISITOR, ...ONE },
    staged: true,
    shows: '.cv-product',
    main: true,
  },
  'panel/product-table': {
    view: 'panel',
    world: { ...AS_VISITOR, ...TWO },
    staged: true,
    act: () => click('[data-compare="table"]'),
    shows: '[data-testid="compare-table"]',
  },
  'panel/proposal': { ...asked({ kind: 'asked' }), main: true },
  'panel/proposal-dearer': asked(
    { kind: 'price_changed', was: { minor: 18900, currency: 'EUR' } },
    19900,
  ),
  'panel/proposal-added': asked({ kind: 'added' }),
  'panel/proposal-sold-out': asked({ kind: 'sold_out' }),
  'panel/proposal-timeout': asked({ kind: 'failed', why: 'timeout' }),
  'console/product': {
    view: 'console',
    world: { ...ONE, proposals: [proposed({ kind: 'asked' })] },
    act: () => click(`[data-conversation="${ROOM}"]`),
    shows: '[data-testid="proposal"]',
    main: true,
  },
  'console/product-table': {
    view: 'console',
    world: TWO,
    act: async () => {
      await click(`[data-conversation="${ROOM}"]`);
      await click('[data-compare="table"]');
    },
    shows: '[data-testid="compare-table"]',
    main: true,
  },
};
