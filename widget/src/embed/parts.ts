/**
 * @file The seams between the loader, which every page loads at once, and its two parts: the visit,
 * loaded when the page is idle, and the panel's frame, loaded when somebody wants it.
 */

import type { FromPanel, HostPage, HostProduct, ToPanel } from '../host/messages';
import type { Cart } from '../wire/generated';
import type { Said } from './product/shop_page';
import type { VitrineConsent } from './sdk';

/** What the visit's part gets from the loader. */
export interface VisitWorld {
  readonly origin: string;
  readonly inbox: string;
  /** Language the shop wants; empty for that of the page. */
  readonly language: string;
  readonly consent: VitrineConsent | null;
  /** Inside the launcher's shadow root, where an agent's invitation is shown. */
  readonly root: HTMLElement;
  /** Opens the panel, by the visitor's hand. */
  readonly open: () => void;
  /** Whether somebody is there to answer. */
  readonly onStaffed: (staffed: boolean) => void;
  /** The page is another one, or says something else about itself. */
  readonly onPage: (page: HostPage) => void;
}

/** The visit's part: which page is looked at, said on the one socket before intent. */
export interface VisitPart {
  facts(): HostPage;
  /** The page may have changed. */
  page(): void;
  product(product: HostProduct | null): void;
  cart(cart: Cart | null): void;
  consent(word: VitrineConsent): void;
  /** The visitor used the widget. */
  used(): void;
  /** The panel speaks for this conversation. */
  conversation(id: string): void;
  forget(): void;
  stop(): void;
}

/** Makes the visit's part. */
export type MountVisit = (world: VisitWorld) => VisitPart;

/** What the frame's part gets from the loader. */
export interface PanelWorld {
  /** The element in the shop's page. */
  readonly host: HTMLElement;
  /** Inside its shadow root. */
  readonly root: HTMLElement;
  /** Sets a variable of the style sheet. */
  readonly set: (name: string, value: string) => void;
  readonly origin: string;
  readonly src: string;
  /** Name of the frame. */
  readonly title: string;
  readonly atLeft: boolean;
  /** The page around the shop is the demo of the same service. */
  readonly demo: boolean;
  readonly isOpen: () => boolean;
  /** What the shop's own script said about product and cart. */
  readonly said: Said;
  /** Something the panel said, checked. */
  readonly hear: (message: FromPanel) => void;
  /** The frame's page is there: what it should know can be said. */
  readonly ready: () => void;
}

/** The frame's part. */
export interface Panel {
  /** Puts the frame into the page, unseen. */
  load(): void;
  /** Says something; false while nobody listens. */
  post(message: ToPanel): boolean;
  /** The shop's script said something new about the product. */
  look(): void;
  /** The panel was opened or closed. */
  shape(): void;
  /** Moves the focus into it. */
  focus(): void;
  remove(): void;
}

/** Makes the frame's part. */
export type MountPanel = (world: PanelWorld) => Panel;

/** A part tells with this event of its own script element that it is there. */
export const MOUNT = 'vitrine:mount';
