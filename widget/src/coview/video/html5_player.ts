/** @file A file of ours in a video element. */

import { Echo } from './echo';
import { Frames } from './frames';
import {
  type Player,
  type PlayerEvents,
  type PlayerLook,
  type PlayOutcome,
  UNSEEN,
} from './player';

/** What may be chosen. */
const RATES = [0.25, 0.5, 1, 1.5, 2];
/** The browser pauses by itself this close to the end, in seconds. */
const END_S = 0.3;
/** Two failures this close are one that an address does not mend, in milliseconds. */
const AGAIN_MS = 60_000;
/** A frame is looked for this often until it is the right one. */
const TRIES = 3;

/** What the element's file comes from. */
export interface Source {
  /** An address; another one than `failed`, when that did not load. Null while it is not there. */
  address(failed: string | null): Promise<string | null>;
}

export class Html5Player implements Player {
  readonly element = document.createElement('video');
  readonly exact = true;
  readonly rates = RATES;
  readonly #source: Source;
  readonly #events: PlayerEvents;
  readonly #echo = new Echo();
  readonly #frames: Frames;
  readonly #stop: (() => void)[] = [];
  #look: PlayerLook = UNSEEN;
  #address: string | null = null;
  /** Where it goes once it knows its file, such as after its address has changed. */
  #first: { readonly at: number; readonly plays: boolean } | null = null;
  #resting: { readonly at: number; tries: number } | null = null;
  #failedAt = Number.NEGATIVE_INFINITY;

  constructor(source: Source, events: PlayerEvents) {
    this.#source = source;
    this.#events = events;
    const { element } = this;
    element.playsInline = true;
    element.preload = 'auto';
    element.disablePictureInPicture = true;
    element.tabIndex = -1;
    element.setAttribute('aria-hidden', 'true');
    this.#frames = new Frames(element, () => this.#framed());
    this.#listen();
    this.#open(null);
  }

  get look(): PlayerLook {
    return this.#look;
  }

  position(): number {
    return this.#frames.position();
  }

  frame(): number {
    return this.#frames.middle();
  }

  async play(): Promise<PlayOutcome> {
    this.#resting = null;
    if (this.#first) this.#first = { ...this.#first, plays: true };
    const { element } = this;
    if (!element.paused) return 'plays';
    if (await this.#tryToPlay()) return 'plays';
    if (element.muted) return 'blocked';
    element.muted = true;
    if (await this.#tryToPlay()) return 'silenced';
    element.muted = false;
    return 'blocked';
  }

  pause(): void {
    if (this.#first) this.#first = { ...this.#first, plays: false };
    if (this.element.paused) return;
    this.#echo.expect('pause');
    this.element.pause();
  }

  seek(to: number): void {
    this.#resting = null;
    this.#jump(to);
  }

  rest(at: number): void {
    this.pause();
    if (this.#resting?.at === at) return;
    this.#resting = { at, tries: 0 };
    if (this.#frames.shows(at)) return;
    this.#jump(at);
  }

  setRate(rate: number): void {
    if (this.element.playbackRate === rate) return;
    this.#echo.expect('rate', rate);
    this.element.playbackRate = rate;
  }

  setMuted(muted: boolean): void {
    this.element.muted = muted;
    this.#update();
  }

  retry(): void {
    this.#failedAt = Number.NEGATIVE_INFINITY;
    this.#reopen();
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    this.#frames.dispose();
    this.element.pause();
    // Frees the decoder and the connection now, not when it is collected.
    this.element.removeAttribute('src');
    this.element.load();
    this.element.remove();
  }

  /** Whether the browser allows it. */
  async #tryToPlay(): Promise<boolean> {
    this.#echo.expect('play');
    try {
      await this.element.play();
      return true;
    } catch (error) {
      // Paused or loaded anew while it was starting: whoever did that knows what comes.
      return !(error instanceof DOMException) || error.name !== 'NotAllowedError';
    }
  }

  #jump(to: number): void {
    const { element } = this;
    if (element.readyState === 0) {
      this.#first = { at: to, plays: this.#first?.plays ?? !element.paused };
      return;
    }
    this.#echo.expect('seek', to);
    this.#frames.forget();
    element.currentTime = to;
    this.#update();
  }

  #listen(): void {
    const { element } = this;
    const on = (names: readonly string[], run: () => void) => {
      for (const name of names) {
        element.addEventListener(name, run);
        this.#stop.push(() => element.removeEventListener(name, run));
      }
    };
    on(['loadedmetadata'], () => this.#began());
    on(['waiting', 'stalled', 'playing', 'canplay', 'canplaythrough', 'loadeddata'], () =>
      this.#update(),
    );
    on(['timeupdate', 'volumechange', 'durationchange', 'ended', 'seeked'], () => this.#update());
    on(['error'], () => this.#failed());
    on(['play'], () => this.#handed('play'));
    on(['pause'], () => this.#handed('pause'));
    on(['seeking'], () => this.#handed('seek'));
    on(['seeked'], () => this.#landed());
    on(['ratechange'], () => this.#echo.explains('rate', element.playbackRate));
  }

  #handed(kind: 'play' | 'pause' | 'seek'): void {
    const { element } = this;
    const to = element.currentTime;
    const explained = this.#echo.explains(kind, kind === 'seek' ? to : null);
    this.#update();
    // Browsers pause by themselves at the end and what nobody sees.
    const byItself =
      document.visibilityState !== 'visible' ||
      (kind === 'pause' && to >= element.duration - END_S) ||
      element.readyState === 0;
    if (explained || byItself) return;
    this.#events.hand(kind === 'seek' ? { kind, to } : { kind });
  }

  #landed(): void {
    if (!this.#resting) return;
    // Without frames to look at, what was asked for has to do.
    if (!this.#frames.seen) this.#resting = { ...this.#resting, tries: TRIES };
  }

  /** A frame was painted: the right one, if it is to rest at one. */
  #framed(): void {
    const resting = this.#resting;
    if (!resting || !this.element.paused || this.element.seeking) return;
    if (this.#frames.shows(resting.at) || resting.tries >= TRIES) return;
    resting.tries += 1;
    this.#jump(resting.at);
  }

  #began(): void {
    const first = this.#first;
    this.#first = null;
    if (first) {
      this.#jump(first.at);
      if (first.plays) void this.play();
    }
    this.#update();
  }

  #failed(): void {
    // An address that has ended is the likeliest reason, and another one is had for the asking.
    const now = performance.now();
    const again = now - this.#failedAt < AGAIN_MS;
    this.#failedAt = now;
    if (again) this.#update(true);
    else this.#reopen();
  }

  #reopen(): void {
    const { element } = this;
    this.#first ??= { at: element.currentTime, plays: !element.paused };
    this.#update();
    this.#open(this.#address);
  }

  #open(failed: string | null): void {
    this.#source.address(failed).then(
      (address) => {
        if (address === null) return;
        this.#address = address;
        this.element.src = address;
      },
      () => this.#update(true),
    );
  }

  #update(failed = false): void {
    const { element } = this;
    const { readyState, paused, seeking } = element;
    // On its last frame there is no future that could be had.
    const last = element.currentTime >= element.duration - END_S;
    const { HAVE_CURRENT_DATA, HAVE_FUTURE_DATA } = HTMLMediaElement;
    const ready = !seeking && readyState >= (last ? HAVE_CURRENT_DATA : HAVE_FUTURE_DATA);
    this.#look = {
      ready,
      playing: !paused && !element.ended,
      busy: seeking || (!paused && !ready),
      ended: element.ended,
      failed,
      muted: element.muted,
      length: Number.isFinite(element.duration) ? element.duration : null,
    };
    this.#events.changed();
  }
}
