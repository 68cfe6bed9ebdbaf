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
  /** In the words of the page, such as `€ 189.00`. */
  price?: string | null;
}

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
