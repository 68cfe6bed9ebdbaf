/**
 * @file What the co-viewer asks of anything that plays a video. It follows the room; how the room
 * and the player come together is `follower.ts`.
 */

/** What came of asking it to play; silenced: the browser allows it only without sound. */
export type PlayOutcome = 'plays' | 'silenced' | 'blocked';

/** What a person did on the player itself, such as by a media key. */
export type Hand =
  | { readonly kind: 'play' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'seek'; readonly to: number };

/** Where a player stands. */
export interface PlayerLook {
  /** It could play on from here. */
  readonly ready: boolean;
  readonly playing: boolean;
  /** It waits for bytes, or jumps. */
  readonly busy: boolean;
  readonly ended: boolean;
  readonly failed: boolean;
  readonly muted: boolean;
  /** Length in seconds; null while unknown. */
  readonly length: number | null;
}

/** Before anything has come. */
export const UNSEEN: PlayerLook = {
  ready: false,
  playing: false,
  busy: false,
  ended: false,
  failed: false,
  muted: false,
  length: null,
};

/** What a player tells. */
export interface PlayerEvents {
  /** Its look is another one. */
  changed(): void;
  hand(hand: Hand): void;
}

/** A video element or a foreign player. Times are seconds of the video. */
export interface Player {
  /** What is to be put on the stage. */
  readonly element: HTMLElement;
  /** Whether it takes any rate and any frame; otherwise it is kept near by jumps alone. */
  readonly exact: boolean;
  /** Rates it has, in order. */
  readonly rates: readonly number[];
  readonly look: PlayerLook;
  /** What is on the screen. */
  position(): number;
  /** The middle of the frame on the screen, which rounding cannot move to another one. */
  frame(): number;
  play(): Promise<PlayOutcome>;
  pause(): void;
  seek(to: number): void;
  /** Rests, with exactly this moment on the screen. */
  rest(at: number): void;
  setRate(rate: number): void;
  setMuted(muted: boolean): void;
  /** Asks for its file again. */
  retry(): void;
  dispose(): void;
}
