/**
 * @file What the co-viewer needs from the world around it. The panel and the console give it the
 * same port, so that both sides run the very same stage. Only types live here.
 */

import type { ReadonlySignal, Signal } from '@preact/signals';
import type {
  Annotation,
  AnnotationId,
  Cleared,
  Command,
  Item,
  ItemId,
  Lead,
  LiveFrame,
  LiveUpdate,
  Media,
  MediaId,
  MediaInfo,
  ParticipantId,
  Person,
  ProductId,
  Role,
  SessionId,
  SharedProduct,
  Tiles,
} from '../wire/generated';

/** The folded public state of the room, replaced as a whole whenever it changes. */
export interface StageState {
  /** Seq of the last public event in it. */
  readonly seq: number;
  /** The strip in its order, without removed items. */
  readonly items: readonly Item[];
  /** One to four items on the stage, or none. */
  readonly shown: readonly ItemId[];
  /** Whether the shown items move and zoom as one. */
  readonly zoomLinked: boolean;
  /** Whether only staff may change what the stage shows. */
  readonly locked: boolean;
  /** The conversation is over: there is nothing to do but to look (CO3). */
  readonly ended: boolean;
  /** What the last clearing took away. */
  readonly cleared: Cleared | null;
  /** Whose hand moves the shared view. */
  readonly lead: Lead | null;
  /** Live marks in the order they were made, own optimistic ones included. */
  readonly annotations: readonly Annotation[];
  /** Products that were shown; their pictures are items of the strip. */
  readonly products: readonly SharedProduct[];
  /** Marks this participant took away and may bring back. */
  readonly deleted: ReadonlySet<AnnotationId>;
}

/** Sizes of a picture that the server keeps: ≤ 320 px, ≤ 2,048 px and ≤ 4,096 px. */
export type Variant = 'thumb' | 'fit' | 'full';

/** A tile of a picture's pyramid; level 0 has all pixels. */
export interface TileAt {
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

/** Whether the server is reachable, as far as the stage cares. */
export type Link = 'live' | 'reconnecting';

/** The co-viewer's window to the conversation. */
export interface StagePort {
  readonly me: ParticipantId;
  readonly session: SessionId;
  readonly role: Role;
  readonly state: ReadonlySignal<StageState>;
  readonly people: ReadonlySignal<readonly Person[]>;
  readonly link: ReadonlySignal<Link>;
  /** Own round trip in milliseconds; null before the first measurement. */
  readonly rttMs: ReadonlySignal<number | null>;
  /** Pictures that can be put on the stage: those of the shop and of the visitor's page. */
  readonly shelf: ReadonlySignal<readonly Media[]>;

  /** Where everybody shall look as soon as the picture is on the stage; null while nobody wishes it. */
  readonly aim?: Signal<{
    readonly item: ItemId;
    readonly cu: number;
    readonly cv: number;
    readonly eu: number;
    readonly ev: number;
  } | null>;

  /** Resolves when committed; rejects with a `Refused` (net/refused.ts) that carries the code. */
  op(command: Command): Promise<{ seq: number }>;
  /** Merged with everything else of this animation tick into one frame; dropped while not live. */
  live(part: Omit<LiveFrame, 'sub'>): void;
  /** Live updates of everybody else, and of this participant in other tabs. */
  onLive(listener: (update: LiveUpdate) => void): () => void;
  /** Called when the topic is live again after a break: send open strokes and the view again. */
  onResumed(listener: () => void): () => void;
  /** Called when a picture became sharp, or turned out not to; what was kept of it is forgotten. */
  onMediaReady(listener: (info: MediaInfo) => void): () => void;
  /** Room time now, in milliseconds. */
  roomNow(): number;

  /** A decoded picture, from a small cache; rejects when it cannot be loaded. */
  bitmap(media: MediaId, variant: Variant): Promise<ImageBitmap>;
  /** An address for an `<img>`; another one than `failed`, when that did not load. */
  imageUrl(media: MediaId, variant: Variant, failed?: string | null): Promise<string>;
  /** An address for a `<video>`, as `imageUrl`; null while the clip is still on its way. */
  clipUrl(media: MediaId, failed: string | null): Promise<string | null>;
  /** The pyramid of a picture; null when its largest variant has all its pixels. */
  pyramid(media: MediaId): Promise<Tiles | null>;
  /** A decoded tile, which is the caller's to close; rejects when it cannot be loaded. */
  tile(media: MediaId, tile: TileAt, stop: AbortSignal): Promise<ImageBitmap>;
  /** Forgets what is kept of a picture. */
  forget(media: MediaId): void;
  /** Chooses a variant of a product for everybody, with its picture. */
  chooseVariant(product: ProductId, variant: string): Promise<void>;
  /** A fresh UUIDv7. */
  newId(): string;
}
