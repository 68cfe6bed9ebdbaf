/**
 * @file What a shop's own script may call. Types only: the build publishes this file as `sdk.d.ts`.
 *
 * There is one name on the page, a function: `Vitrine('open')`. What it can do ends at the edge of
 * the panel: it opens and closes it, says what the page shows and who the visitor is; it reads no
 * message, writes none, and cannot choose another server.
 */

/** How the widget looks and behaves; each is also an attribute of the script. */
export interface VitrineSettings {
  /** Public key of the inbox (`data-inbox`). */
  inbox?: string;
  /** `en`, `es` or `ru`; without it the language of the page (`data-language`). */
  language?: string;
  /** Whether the visitor agreed to be recognised over pages (`data-consent`). */
  consent?: VitrineConsent;
  /** Side of the launcher; without it the side where lines end (`data-position`). */
  position?: 'left' | 'right';
  /** Colour of the launcher, `#rrggbb` (`data-colour`). */
  colour?: string;
  /** Leaves the launcher to the shop (`data-hide-launcher`). */
  hideLauncher?: boolean;
}

/** The visitor's word on being recognised over pages. */
export type VitrineConsent = 'granted' | 'denied';

/** A product as the page wants it to be called. */
export interface VitrineProduct {
  name: string;
  /** Address of its picture. */
  picture?: string | null;
  /** In the words of the page, such as `€ 189.00`, or as a number with `currency`. */
  price?: string | number | null;
  /** ISO 4217, such as `EUR`; with it `price` counts in the shop's cart. */
  currency?: string;
  /** What it cost before. */
  listPrice?: string | number | null;
  /** The shop's id of it. */
  id?: string | number;
  sku?: string;
  brand?: string;
  /** Its page; without it this one. */
  url?: string;
  /** Further pictures, best first. */
  pictures?: string[];
  /** Pieces left, or in one word. */
  stock?: number | 'in_stock' | 'low' | 'out_of_stock' | 'preorder' | 'backorder';
  attributes?: Record<string, string>;
  /** The forms it comes in. */
  variants?: VitrineVariant[];
  /** Id of the one the visitor has chosen. */
  variant?: string | number;
}

/** One of the forms a product comes in. */
export interface VitrineVariant {
  id: string | number;
  sku?: string;
  /** Such as `{ Colour: 'Red', Size: 'M' }`. */
  options?: Record<string, string>;
  price?: string | number;
  listPrice?: string | number;
  stock?: number | 'in_stock' | 'low' | 'out_of_stock' | 'preorder' | 'backorder';
  picture?: string;
}

/** What the visitor said yes to, for the shop's cart. */
export interface VitrineCartLine {
  /** The shop's id of the product. */
  readonly id: string;
  readonly sku: string | null;
  readonly title: string;
  readonly url: string;
  /** The shop's id of the variant, if it has any. */
  readonly variant: string | null;
  readonly quantity: number;
  /** What one costs, as the visitor saw it, in minor units. */
  readonly price: { readonly minor: number; readonly currency: string } | null;
}

/** What became of it; nothing or `true` means that it is in the cart. */
export type VitrineCartAnswer =
  | undefined
  | boolean
  | 'added'
  | 'sold_out'
  | 'needs_choice'
  | { outcome: 'price_changed'; price: string | number; currency: string };

/** What is in the cart. */
export interface VitrineCart {
  /** Pieces. */
  count: number;
  /** In the words of the shop. */
  total?: string | null;
}

/** What happens, and what is told with it. */
export interface VitrineEvents {
  /** The widget is on the page. */
  ready: undefined;
  /** The panel opened. */
  opened: undefined;
  /** The panel closed. */
  closed: undefined;
  /** Somebody answered; what was said is not told. */
  message_received: undefined;
  /** The visitor wrote; what was said is not told. */
  message_sent: undefined;
  /** Messages that were not on screen yet. */
  unread_changed: { count: number };
  /** An agent takes part. */
  agent_joined: undefined;
  /** Either side ended the conversation. */
  chat_ended: undefined;
  /** The stage unfolded. */
  coview_opened: undefined;
  /** Another picture is on the stage. */
  coview_item: undefined;
  /** What an agent proposed and the visitor said yes to is in the cart. */
  product_added: undefined;
  /** The visitor is not recognised over pages, because nobody said that it agreed. */
  consent_required: undefined;
}

/** Name of an event. */
export type VitrineEvent = keyof VitrineEvents;

/** The one function. */
export interface VitrineFunction {
  /** Starts; what stands in the attributes of the script counts unless said otherwise here. */
  (call: 'boot', settings?: VitrineSettings): void;
  /** Takes the widget off the page; `boot` brings it back. */
  (call: 'shutdown'): void;
  /** Changes settings. */
  (call: 'update', settings: VitrineSettings): void;
  /** Shows or hides the launcher. */
  (call: 'show' | 'hide'): void;
  /** Opens or closes the panel. */
  (call: 'open' | 'close' | 'toggle'): void;
  /** The shop's signed word on who the visitor is. */
  (call: 'identify', jwt: string): void;
  /** The page changed in a way that its address does not tell. */
  (call: 'page'): void;
  /** What the page is about, until its address changes; null takes it back. */
  (call: 'setProduct', product: VitrineProduct | null): void;
  /**
   * How a product gets into the shop's cart. Called once for each proposal the visitor says yes
   * to; without it WooCommerce and Shopify pages are asked themselves.
   */
  (
    call: 'onAddToCart',
    add: ((line: VitrineCartLine) => VitrineCartAnswer | Promise<VitrineCartAnswer>) | null,
  ): void;
  (call: 'setCart', cart: VitrineCart | null): void;
  (call: 'consent', consent: VitrineConsent): void;
  /** Listens; what is returned ends it. */
  <E extends VitrineEvent>(
    call: 'on',
    event: E,
    listener: (detail: VitrineEvents[E]) => void,
  ): () => void;
  /** Forgets the visitor on this device, as after signing out on a shared computer. */
  (call: 'reset'): void;
  /** Takes everything away, this function too. */
  (call: 'destroy'): void;
}
