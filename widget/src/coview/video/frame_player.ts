/**
 * @file A foreign player in a frame, told what to do by messages. Its page is loaded when the item
 * is shown and no code of it runs in ours. It tells its position now and then and has a few rates,
 * so it is kept near, not in step; what a person does in its own page never decides for the room,
 * because nobody can tell late answers and advertisements from hands.
 */

import {
  type Player,
  type PlayerEvents,
  type PlayerLook,
  type PlayOutcome,
  UNSEEN,
} from './player';

/** What a message of the player means. */
export type Said =
  | { readonly kind: 'ready' | 'blocked' | 'failed' }
  | { readonly kind: 'at' | 'length'; readonly seconds: number }
  | { readonly kind: 'state'; readonly state: 'plays' | 'stands' | 'waits' | 'ended' };

/** How a player is spoken to. */
export interface Dialect {
  /** Messages come from here and go there, and nowhere else. */
  readonly origin: string;
  /** Rates it has, in order. */
  readonly rates: readonly number[];
  /** The address of its page. */
  address(video: string, page: string): string;
  /** Said when its page has loaded, and again until it answers. */
  readonly hello: readonly unknown[];
  /** Said once it has answered. */
  readonly begin: readonly unknown[];
  readonly play: unknown;
  readonly pause: unknown;
  seek(to: number): unknown;
  rate(rate: number): unknown;
  muted(muted: boolean): unknown;
  /** What a message means; nothing, when it is not understood. */
  read(message: unknown): readonly Said[];
}

/** It is greeted this often until it answers, in milliseconds. */
const HELLO_MS = 250;
/** Who does not play by then is not allowed to, in milliseconds. */
const BLOCKED_MS = 5_000;
/** Nearer than this nothing is gained by a jump, in seconds. */
const HERE_S = 0.05;

export class FramePlayer implements Player {
  readonly element = document.createElement('iframe');
  readonly exact = false;
  readonly rates: readonly number[];
  readonly #dialect: Dialect;
  readonly #events: PlayerEvents;
  readonly #address: string;
  readonly #hear = (event: MessageEvent) => this.#heard(event);
  #look: PlayerLook = UNSEEN;
  #told = { at: 0, since: 0 };
  #rate = 1;
  #greeting: ReturnType<typeof setInterval> | null = null;
  /** What is to be said once it listens: the newest of each kind. */
  readonly #waiting = new Map<string, unknown>();
  readonly #answers = new Set<(allowed: boolean) => void>();

  constructor(dialect: Dialect, video: string, title: string, events: PlayerEvents) {
    this.#dialect = dialect;
    this.#events = events;
    this.rates = dialect.rates;
    this.#address = dialect.address(video, location.origin);
    const { element } = this;
    element.title = title;
    element.tabIndex = -1;
    element.allow = 'autoplay; encrypted-media';
    element.setAttribute('sandbox', 'allow-scripts allow-same-origin allow-presentation');
    element.referrerPolicy = 'strict-origin-when-cross-origin';
    element.addEventListener('load', () => this.#greet());
    element.src = this.#address;
    window.addEventListener('message', this.#hear);
  }

  get look(): PlayerLook {
    return this.#look;
  }

  position(): number {
    const { at, since } = this.#told;
    const { playing, busy } = this.#look;
    return playing && !busy ? at + ((performance.now() - since) / 1_000) * this.#rate : at;
  }

  frame(): number {
    return this.position();
  }

  async play(): Promise<PlayOutcome> {
    if (this.#look.playing) return 'plays';
    const { muted } = this.#look;
    if (await this.#tryToPlay()) return 'plays';
    if (muted) return 'blocked';
    this.setMuted(true);
    if (await this.#tryToPlay()) return 'silenced';
    this.setMuted(false);
    return 'blocked';
  }

  pause(): void {
    this.#settle(true);
    this.#say('play', this.#dialect.pause);
  }

  seek(to: number): void {
    this.#told = { at: to, since: performance.now() };
    this.#say('seek', this.#dialect.seek(to));
  }

  rest(at: number): void {
    this.pause();
    if (Math.abs(at - this.position()) > HERE_S) this.seek(at);
  }

  setRate(rate: number): void {
    if (rate === this.#rate) return;
    this.#told = { at: this.position(), since: performance.now() };
    this.#rate = rate;
    this.#say('rate', this.#dialect.rate(rate));
  }

  setMuted(muted: boolean): void {
    this.#say('muted', this.#dialect.muted(muted));
    this.#be({ muted });
  }

  retry(): void {
    this.#look = UNSEEN;
    this.element.src = this.#address;
    this.#events.changed();
  }

  dispose(): void {
    this.#settle(true);
    if (this.#greeting !== null) clearInterval(this.#greeting);
    window.removeEventListener('message', this.#hear);
    this.element.remove();
  }

  #greet(): void {
    if (this.#greeting !== null) clearInterval(this.#greeting);
    const hello = () => {
      for (const one of this.#dialect.hello) this.#post(one);
    };
    hello();
    this.#greeting = setInterval(hello, HELLO_MS);
  }

  #heard(event: MessageEvent): void {
    const mine = event.source !== null && event.source === this.element.contentWindow;
    if (!mine || event.origin !== this.#dialect.origin) return;
    for (const said of this.#dialect.read(event.data)) this.#take(said);
  }

  #take(said: Said): void {
    const now = performance.now();
    switch (said.kind) {
      case 'ready':
        this.#listens();
        break;
      case 'at':
        this.#told = { at: said.seconds, since: now };
        break;
      case 'length':
        if (said.seconds > 0) this.#be({ length: said.seconds });
        break;
      case 'blocked':
        this.#settle(false);
        break;
      case 'failed':
        this.#settle(true);
        this.#be({ failed: true, playing: false });
        break;
      case 'state':
        // What it was told counts from here on, or from here no longer.
        this.#told = { at: this.position(), since: now };
        this.#be({
          playing: said.state === 'plays' || said.state === 'waits',
          busy: said.state === 'waits',
          ended: said.state === 'ended',
        });
        if (said.state === 'plays') this.#settle(true);
        break;
    }
  }

  #listens(): void {
    if (this.#greeting === null) return;
    clearInterval(this.#greeting);
    this.#greeting = null;
    for (const one of this.#dialect.begin) this.#post(one);
    this.#be({ ready: true });
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) this.#post(one);
  }

  #tryToPlay(): Promise<boolean> {
    this.#say('play', this.#dialect.play);
    return new Promise((resolve) => {
      const answer = (allowed: boolean) => {
        clearTimeout(timer);
        this.#answers.delete(answer);
        resolve(allowed);
      };
      const timer = setTimeout(() => answer(false), BLOCKED_MS);
      this.#answers.add(answer);
    });
  }

  /** Whoever waits for it to play waits no longer. */
  #settle(allowed: boolean): void {
    for (const answer of [...this.#answers]) answer(allowed);
  }

  #say(kind: string, message: unknown): void {
    if (this.#look.ready) this.#post(message);
    else this.#waiting.set(kind, message);
  }

  #post(message: unknown): void {
    this.element.contentWindow?.postMessage(message, this.#dialect.origin);
  }

  #be(look: Partial<PlayerLook>): void {
    this.#look = { ...this.#look, ...look };
    this.#events.changed();
  }
}
