/**
 * @file The shop's page around the panel. Its origin must be one of the inbox's, and its messages
 * must come from the window that frames us; what arrives before the origins are known waits.
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import {
  type CartLine,
  type Edges,
  type FromPanel,
  type HostPage,
  readToPanel,
} from '../host/messages';
import { newId } from '../net/ids';
import { CART_TIMEOUT_MS, type ProductCard, type ProposalOutcome } from '../wire/generated';

/** The place the shop's page gives the panel. */
export interface Shape {
  readonly open: boolean;
  readonly sheet: boolean;
  readonly atLeft: boolean;
  /** The shop's own, `#rrggbb`; empty for ours. */
  readonly colour: string;
  readonly safe: Edges;
}

/** See {@link connectHost}. */
export interface HostLink {
  /** Whether a page of the shop is around the panel; else it is a page of its own. */
  readonly framed: boolean;
  readonly page: ReadonlySignal<HostPage | null>;
  /** What the page is about, in full. */
  readonly product: ReadonlySignal<ProductCard | null>;
  readonly shape: ReadonlySignal<Shape>;
  /** Whether somebody is there to answer; null while the page has not said so. */
  readonly staffed: ReadonlySignal<boolean | null>;
  post(message: FromPanel): void;
  /** Puts something into the shop's own cart, through the page; never rejects. */
  addToCart(line: CartLine): Promise<ProposalOutcome>;
  /** The shop's signed word on who the visitor is. */
  onIdentify(listener: (jwt: string) => void): void;
  /** The visitor of this device is to be forgotten. */
  onReset(listener: () => void): void;
  /** The origins are known: look at what has come. */
  trust(origins: readonly string[]): void;
}

const NO_EDGES: Edges = { top: 0, right: 0, bottom: 0, left: 0 };
const SHEET = '(max-width: 640px), (max-height: 480px)';
/** The page gives up by itself; one that is gone says nothing any more. */
const CART_MS = CART_TIMEOUT_MS + 3_000;
/** A page that says more than this before it is trusted is not ours. */
const MOST_WAITING = 20;

/** Listens to the page around this one; on its own the panel is simply open. */
export function connectHost(): HostLink {
  const framed = window.parent !== window;
  const page = signal<HostPage | null>(null);
  const product = signal<ProductCard | null>(null);
  const carts = new Map<string, (outcome: ProposalOutcome) => void>();
  const shape = signal<Shape>({
    open: !framed,
    sheet: window.matchMedia(SHEET).matches,
    atLeft: false,
    colour: '',
    safe: NO_EDGES,
  });
  const staffed = signal<boolean | null>(null);
  let identified: (jwt: string) => void = () => undefined;
  let reset: () => void = () => undefined;
  let trusted: readonly string[] | null = null;
  let origin: string | null = null;
  let waiting: MessageEvent[] = [];
  const unsent: FromPanel[] = [];

  function receive(event: MessageEvent) {
    if (event.source !== window.parent) return;
    if (trusted === null) {
      waiting = [...waiting, event].slice(-MOST_WAITING);
      return;
    }
    if (!trusted.includes(event.origin)) return;
    const message = readToPanel(event.data);
    if (message === null) return;
    origin = event.origin;
    switch (message.type) {
      case 'page':
        page.value = message.page;
        break;
      case 'shape':
        shape.value = message;
        break;
      case 'identify':
        identified(message.jwt);
        break;
      case 'reset':
        reset();
        break;
      case 'product':
        product.value = message.card;
        break;
      case 'cart_result':
        carts.get(message.call)?.(message.outcome);
        break;
      case 'inbox':
        staffed.value = message.staffed;
        break;
    }
    for (const early of unsent.splice(0)) post(early);
  }

  function post(message: FromPanel) {
    if (!framed) return;
    if (origin === null) unsent.push(message);
    else window.parent.postMessage(message, origin);
  }

  if (framed) window.addEventListener('message', receive);
  else {
    const media = window.matchMedia(SHEET);
    media.addEventListener('change', () => {
      shape.value = { ...shape.value, sheet: media.matches };
    });
  }

  return {
    framed,
    page,
    product,
    shape,
    staffed,
    post,
    addToCart: (line) => {
      if (!framed) return Promise.resolve({ kind: 'failed', why: 'no_cart' });
      const call = newId();
      return new Promise<ProposalOutcome>((resolve) => {
        const timer = setTimeout(() => resolve({ kind: 'failed', why: 'timeout' }), CART_MS);
        carts.set(call, (outcome) => {
          clearTimeout(timer);
          resolve(outcome);
        });
        post({ vitrine: 1, type: 'cart', call, line });
      }).finally(() => carts.delete(call));
    },
    onIdentify: (listener) => {
      identified = listener;
    },
    onReset: (listener) => {
      reset = listener;
    },
    trust: (origins) => {
      trusted = origins;
      for (const event of waiting.splice(0)) receive(event);
    },
  };
}

/**
 * In the demo the outermost page is ours and wants to know when a person takes over. Elsewhere
 * there is nobody to tell.
 */
export function tellTouches(): void {
  const top = window.top;
  if (top === null || top === window) return;
  try {
    if (top.location.origin !== location.origin) return;
  } catch {
    return;
  }
  const tell = (event: Event) => {
    if (event.isTrusted) top.postMessage({ vitrine: 1, type: 'touched' }, location.origin);
  };
  for (const kind of ['pointerdown', 'keydown', 'touchstart', 'wheel']) {
    window.addEventListener(kind, tell, { capture: true, passive: true });
  }
}
