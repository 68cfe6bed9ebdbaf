/**
 * @file What a shop's page and our frame in it say to each other. Both ends check origin and
 * source before they look at a message, and these readers before they use it.
 */

import type { Money, ProductCard, ProposalOutcome } from '../wire/generated';
import { address, cardOf, fieldsOf, line, moneyOf } from './card';

/** Versions differ only while a cached loader meets a newer panel. */
export const HOST_VERSION = 1;

/** Pixels that the device's shape takes at each edge. */
export interface Edges {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** A product as the page describes it. */
export interface HostProduct {
  readonly name: string;
  readonly picture: string | null;
  readonly price: string | null;
}

/** The page the frame is on. */
export interface HostPage {
  readonly url: string;
  readonly title: string;
  readonly language: string;
  readonly product: HostProduct | null;
}

/** What is to be put into the shop's cart. */
export interface CartLine {
  /** The shop's id of the product. */
  readonly id: string;
  readonly sku: string | null;
  readonly title: string;
  /** Page of the product. */
  readonly url: string;
  /** The shop's id of the variant, if it has any. */
  readonly variant: string | null;
  readonly quantity: number;
  /** What the visitor said yes to. */
  readonly price: Money | null;
}

/** From the shop's page to the panel. */
export type ToPanel =
  /** Whether somebody is there to answer. */
  | { readonly vitrine: 1; readonly type: 'inbox'; readonly staffed: boolean }
  /** The shop's signed word on who the visitor is. */
  | { readonly vitrine: 1; readonly type: 'identify'; readonly jwt: string }
  /** Forget the visitor of this device. */
  | { readonly vitrine: 1; readonly type: 'reset' }
  | { readonly vitrine: 1; readonly type: 'page'; readonly page: HostPage }
  /** What the page is about, in full. */
  | { readonly vitrine: 1; readonly type: 'product'; readonly card: ProductCard | null }
  /** What the shop's cart said. */
  | {
      readonly vitrine: 1;
      readonly type: 'cart_result';
      readonly call: string;
      readonly outcome: ProposalOutcome;
    }
  | {
      readonly vitrine: 1;
      readonly type: 'shape';
      readonly open: boolean;
      /** A full-height sheet on a small screen, or a card beside the page. */
      readonly sheet: boolean;
      /** The card stands at the left edge, as on pages read from the right. */
      readonly atLeft: boolean;
      /** The shop's own, `#rrggbb`; empty for ours. */
      readonly colour: string;
      readonly safe: Edges;
    };

/** From the panel to the shop's page. */
export type FromPanel =
  | { readonly vitrine: 1; readonly type: 'open' }
  | { readonly vitrine: 1; readonly type: 'close' }
  | { readonly vitrine: 1; readonly type: 'stage'; readonly shown: boolean }
  | {
      readonly vitrine: 1;
      readonly type: 'unread';
      readonly count: number;
      /** The panel has a first line to show, once, in the small. */
      readonly peek: boolean;
    }
  | { readonly vitrine: 1; readonly type: 'event'; readonly name: PanelEvent }
  /** The visitor said yes: put this into the cart, once for each `call`. */
  | {
      readonly vitrine: 1;
      readonly type: 'cart';
      readonly call: string;
      readonly line: CartLine;
    }
  /** The conversation of this visitor, for the visit; an id opens nothing. */
  | { readonly vitrine: 1; readonly type: 'conversation'; readonly id: string }
  /** The visitor of this device is forgotten. */
  | { readonly vitrine: 1; readonly type: 'was_reset' };

/** What the shop's page may know: that something happened, never what was said. */
const EVENTS = [
  'message_received',
  'message_sent',
  'agent_joined',
  'chat_ended',
  'coview_opened',
  'coview_item',
  'product_added',
] as const;

/** See {@link EVENTS}. */
export type PanelEvent = (typeof EVENTS)[number];

/** From a frame of the demo to the page around it: a person has touched something. */
export interface Touched {
  readonly vitrine: 1;
  readonly type: 'touched';
}

/** A longer one the server would refuse. */
const JWT_CHARS = 4096;

function fields(data: unknown): Record<string, unknown> | null {
  if (typeof data !== 'object' || data === null) return null;
  const found = Object.fromEntries(Object.entries(data));
  return found['vitrine'] === HOST_VERSION ? found : null;
}

const text = (value: unknown, most: number): string =>
  typeof value === 'string' ? value.slice(0, most) : '';
const number = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : 0;

/** Whether it is a colour as shops tell theirs. */
export function isColour(value: unknown): value is string {
  return typeof value === 'string' && /^#[\da-f]{6}$/i.test(value);
}

function readEdges(value: unknown): Edges {
  const edges = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const found = new Map<string, unknown>(edges);
  const edge = (name: string) => Math.min(200, Math.max(0, number(found.get(name))));
  return { top: edge('top'), right: edge('right'), bottom: edge('bottom'), left: edge('left') };
}

function readProduct(value: unknown): HostProduct | null {
  if (typeof value !== 'object' || value === null) return null;
  const found = new Map<string, unknown>(Object.entries(value));
  const name = text(found.get('name'), 200);
  if (name === '') return null;
  return {
    name,
    picture: text(found.get('picture'), 2048) || null,
    price: text(found.get('price'), 40) || null,
  };
}

function readPage(value: unknown): HostPage | null {
  if (typeof value !== 'object' || value === null) return null;
  const found = new Map<string, unknown>(Object.entries(value));
  const url = text(found.get('url'), 2048);
  if (!/^https?:\/\//u.test(url)) return null;
  return {
    url,
    title: text(found.get('title'), 200),
    language: text(found.get('language'), 35),
    product: readProduct(found.get('product')),
  };
}

const FAILURES = ['no_cart', 'needs_choice', 'refused', 'timeout', 'interrupted'] as const;

/** What a cart said; refused when it is said in words nobody knows. */
function readOutcome(value: unknown): ProposalOutcome {
  const found = fieldsOf(value);
  const kind = found.get('kind');
  if (kind === 'added' || kind === 'sold_out') return { kind };
  const price = moneyOf(found.get('price'));
  if (kind === 'price_changed' && price) return { kind, price };
  const why = FAILURES.find((one) => one === found.get('why')) ?? 'refused';
  return { kind: 'failed', why };
}

function readLine(value: unknown): CartLine | null {
  const found = fieldsOf(value);
  const [id, title] = [line(found.get('id'), 120), line(found.get('title'), 200)];
  const url = address(found.get('url'));
  const quantity = number(found.get('quantity'));
  if (id === '' || url === null || !(quantity >= 1 && quantity <= 99)) return null;
  return {
    id,
    sku: line(found.get('sku'), 80) || null,
    title,
    url,
    variant: line(found.get('variant'), 120) || null,
    quantity,
    price: moneyOf(found.get('price')),
  };
}

/** A message of the shop's page; null when it is none. */
export function readToPanel(data: unknown): ToPanel | null {
  const found = fields(data);
  if (found?.['type'] === 'page') {
    const page = readPage(found['page']);
    return page && { vitrine: 1, type: 'page', page };
  }
  if (found?.['type'] === 'identify') {
    const jwt = text(found['jwt'], JWT_CHARS + 1);
    return jwt === '' || jwt.length > JWT_CHARS ? null : { vitrine: 1, type: 'identify', jwt };
  }
  if (found?.['type'] === 'product') {
    const card = found['card'];
    const said = card === null ? null : cardOf(card, String(fieldsOf(card).get('url')), Date.now());
    return { vitrine: 1, type: 'product', card: said };
  }
  if (found?.['type'] === 'cart_result') {
    const outcome = readOutcome(found['outcome']);
    return { vitrine: 1, type: 'cart_result', call: text(found['call'], 36), outcome };
  }
  if (found?.['type'] === 'reset') return { vitrine: 1, type: 'reset' };
  if (found?.['type'] === 'inbox') {
    return { vitrine: 1, type: 'inbox', staffed: found['staffed'] === true };
  }
  if (found?.['type'] === 'shape') {
    const { open, sheet, atLeft, colour, safe } = found;
    return {
      vitrine: 1,
      type: 'shape',
      open: open === true,
      sheet: sheet === true,
      atLeft: atLeft === true,
      colour: isColour(colour) ? colour : '',
      safe: readEdges(safe),
    };
  }
  return null;
}

/** A message of the panel; null when it is none. */
export function readFromPanel(data: unknown): FromPanel | null {
  const found = fields(data);
  switch (found?.['type']) {
    case 'open':
      return { vitrine: 1, type: 'open' };
    case 'close':
      return { vitrine: 1, type: 'close' };
    case 'stage':
      return { vitrine: 1, type: 'stage', shown: found['shown'] === true };
    case 'unread':
      return {
        vitrine: 1,
        type: 'unread',
        count: number(found['count']),
        peek: found['peek'] === true,
      };
    case 'event': {
      const name = EVENTS.find((one) => one === found['name']);
      return name ? { vitrine: 1, type: 'event', name } : null;
    }
    case 'cart': {
      const wanted = readLine(found['line']);
      return wanted && { vitrine: 1, type: 'cart', call: text(found['call'], 36), line: wanted };
    }
    case 'conversation':
      return { vitrine: 1, type: 'conversation', id: text(found['id'], 36) };
    case 'was_reset':
      return { vitrine: 1, type: 'was_reset' };
    default:
      return null;
  }
}

/** Whether it says that a person has touched something. */
export function isTouched(data: unknown): boolean {
  return fields(data)?.['type'] === 'touched';
}
