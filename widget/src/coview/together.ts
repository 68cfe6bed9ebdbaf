/**
 * @file Whose hand moves the shared view. Takes what this hand does and what the others send,
 * and says which view everybody looks at. Knows no screen: cameras and pixels are camera.ts.
 *
 * A gesture shows at once on its own stage and asks for the lead at the same time; until the
 * answer is there nothing is sent, so a hand that is not given the lead never disturbs (LD1, LD2).
 */

import { LEAD_RETRY_MS, type LiveUpdate, type View } from '../wire/generated';
import type { Rect } from './geometry';
import type { StagePort } from './port';

/** What an item shows, by the hand of this stage. */
export interface Look extends Rect {
  readonly item: string;
}

/** What this hand is doing. */
type Hand =
  | { readonly kind: 'resting' }
  /** Moving, or moved and waiting for the answer. */
  | { readonly kind: 'moving'; readonly down: boolean; readonly grant: Grant };

type Grant = 'granted' | 'asked' | 'refused';

/** What the stage wants to hear. */
export interface TogetherListener {
  /** The shared view is another one, not by this hand. */
  onShared(): void;
  /** The gesture of this hand was not taken over; the shared view counts again. */
  onRefused(): void;
  /** Somebody looks, or stopped looking, on their own. */
  onOutlines(): void;
}

/** A gesture this old must not move the others any more when the connection comes back. */
const STALE_MS = 3_000;
const RESTING: Hand = { kind: 'resting' };

export class Together {
  readonly #port: StagePort;
  readonly #listener: TogetherListener;
  readonly #stop: (() => void)[] = [];
  #hand: Hand = RESTING;
  #local: Look | null = null;
  #sent: Look | null = null;
  /** The newest shared view of all. */
  #shared: View | null = null;
  /** The newest of each picture, which counts while each zooms for itself (CV7). */
  readonly #byItem = new Map<string, View>();
  /** Looks that the others should have although no hand moves them, each in a tick of its own. */
  readonly #queue = new Map<string, Look>();
  #linked = true;
  /** Views under fences of which the lead event is still on its way. */
  #early: { readonly session: string; readonly view: View }[] = [];
  readonly #outlines = new Map<string, View>();
  #retry: ReturnType<typeof setTimeout> | null = null;
  #awaitedSeq: number | null = null;
  #number = 0;
  #sentThisTick = false;
  #pending = false;
  #own = false;
  /** What is sent next was not moved here: this stage goes there, too. */
  #shows = false;

  constructor(port: StagePort, listener: TogetherListener) {
    this.#port = port;
    this.#listener = listener;
  }

  /** Begins to listen; from here on the listener is called. */
  start(): void {
    this.#linked = this.#port.state.value.zoomLinked;
    this.#stop.push(
      this.#port.onLive((update) => this.#receive(update)),
      this.#port.onResumed(() => this.#resumed()),
      this.#port.state.subscribe(() => this.#stateChanged()),
    );
  }

  dispose(): void {
    this.#cancelRetry();
    for (const stop of this.#stop) stop();
  }

  /** The newest view that anybody shared; null before the first one. */
  get shared(): View | null {
    return this.#shared;
  }

  /** The rectangle everybody sees of a picture; null is the whole of it. */
  sharedFor(item: string): Rect | null {
    if (!this.#linked) return this.#byItem.get(item) ?? null;
    const { shown } = this.#port.state.value;
    const shared = this.#shared;
    if (!shared || shared.item === item) return shared;
    return shown.includes(shared.item) && shown.includes(item) ? shared : null;
  }

  /** Whether the own hand, not the shared view, decides what this stage shows of a picture. */
  handShowsOn(item: string | null): boolean {
    if (this.#own) return true;
    if (this.#hand.kind !== 'moving') return false;
    return this.#linked || this.#local === null || this.#local.item === item;
  }

  /** Whether this hand moves everybody right now. */
  get moves(): boolean {
    return this.#hand.kind === 'moving' && this.#hand.grant === 'granted';
  }

  get own(): boolean {
    return this.#own;
  }

  /** Number of the last view this stage has sent. */
  get number(): number {
    return this.#number;
  }

  /** Rectangles of those who look on their own, by participant. */
  get outlines(): ReadonlyMap<string, View> {
    return this.#outlines;
  }

  /** True while something waits for the next tick. */
  get hasPending(): boolean {
    return this.#pending || (this.#queue.size > 0 && this.#leads());
  }

  /**
   * Shares these looks although no hand moves: what was one view has become several, or the other
   * way round, and whoever comes later must find what is seen now.
   */
  spread(looks: readonly Look[]): void {
    if (this.#own) return;
    this.#queue.clear();
    for (const look of looks) this.#queue.set(look.item, look);
    if (this.#leads()) return;
    this.#port.op({ do: 'take_lead', session: this.#port.session }).catch(() => {
      // Another hand is at it: what it shows counts.
      this.#queue.clear();
    });
  }

  /** Moves everybody to this look at once, as a hand would that is gone already. */
  show(look: Look): void {
    if (this.#own) return;
    this.begin();
    this.move(look);
    this.#shows = true;
    this.end();
  }

  /** A hand touches the view. */
  begin(): void {
    if (this.#own) return;
    this.#cancelRetry();
    if (this.#leads()) {
      this.#hand = { kind: 'moving', down: true, grant: 'granted' };
    } else if (this.#hand.kind === 'moving' && this.#hand.grant === 'asked') {
      this.#hand = { kind: 'moving', down: true, grant: 'asked' };
    } else {
      this.#ask(true);
    }
  }

  /** The hand has moved the view to here. */
  move(look: Look): void {
    this.#local = look;
    if (this.#own) this.#offer();
    else if (this.#hand.kind === 'moving' && this.#hand.grant === 'granted') this.#offer();
  }

  /** The hand is gone. */
  end(): void {
    if (this.#own || this.#hand.kind === 'resting') return;
    this.#cancelRetry();
    switch (this.#hand.grant) {
      case 'granted':
        this.#hand = RESTING;
        this.#sendLast();
        return;
      case 'asked':
        // A short gesture ends before the answer: it still counts if the answer is yes.
        this.#hand = { kind: 'moving', down: false, grant: 'asked' };
        this.#retry = setTimeout(() => this.#giveUp(), STALE_MS);
        return;
      case 'refused':
        this.#giveUp();
        return;
    }
  }

  /** Forgets the gesture, for example because another picture came onto the stage. */
  cancel(): void {
    this.#shows = false;
    this.#cancelRetry();
    this.#pending = false;
    this.#local = null;
    this.#hand = RESTING;
  }

  /** Looks on one's own from here, or together again: then what is shown next tells the others. */
  setOwn(own: boolean, look: Look | null): void {
    if (own === this.#own) return;
    this.cancel();
    this.#own = own;
    if (!own || !look) return;
    this.#local = look;
    this.#send(look);
  }

  /** Once an animation tick: sends what came after the first view of the last tick (RG1). */
  tick(): void {
    this.#sentThisTick = false;
    if (this.#pending) {
      this.#pending = false;
      this.#offer();
    } else if (this.#leads()) {
      const [next] = this.#queue.values();
      if (next) this.#send(next);
    }
  }

  #leads(): boolean {
    return this.#port.state.value.lead?.session === this.#port.session;
  }

  #ask(down: boolean): void {
    this.#hand = { kind: 'moving', down, grant: 'asked' };
    this.#awaitedSeq = null;
    this.#port.op({ do: 'take_lead', session: this.#port.session }).then(
      ({ seq }) => {
        this.#awaitedSeq = seq;
        this.#stateChanged();
      },
      () => this.#refused(),
    );
  }

  #refused(): void {
    // A later gesture may have been granted, or this one forgotten, in the meantime.
    if (this.#hand.kind !== 'moving' || this.#hand.grant !== 'asked') return;
    if (!this.#hand.down) {
      this.#giveUp();
      return;
    }
    this.#hand = { kind: 'moving', down: true, grant: 'refused' };
    this.#cancelRetry();
    this.#retry = setTimeout(() => this.#ask(true), LEAD_RETRY_MS);
  }

  #giveUp(): void {
    this.#cancelRetry();
    this.#hand = RESTING;
    this.#local = null;
    this.#shows = false;
    this.#listener.onRefused();
  }

  #cancelRetry(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }

  #stateChanged(): void {
    const { lead, seq, zoomLinked } = this.#port.state.value;
    if (zoomLinked !== this.#linked) this.#relink(zoomLinked);
    this.#adoptEarly();
    const hand = this.#hand;
    if (hand.kind === 'resting') return;
    if (lead?.session === this.#port.session) {
      if (hand.grant === 'granted') return;
      this.#cancelRetry();
      this.#hand = hand.down ? { kind: 'moving', down: true, grant: 'granted' } : RESTING;
      this.#sendLast();
    } else if (hand.grant === 'granted') {
      // Another hand was faster; this one is still down and asks again.
      this.#ask(hand.down);
    } else if (hand.grant === 'asked' && this.#awaitedSeq !== null && seq >= this.#awaitedSeq) {
      // Granted and already lost to the next hand before the news arrived.
      this.#refused();
    }
  }

  #adoptEarly(): void {
    const lead = this.#port.state.value.lead;
    if (!lead) return;
    const early = this.#early;
    this.#early = early.filter(({ view }) => view.fence > lead.fence);
    for (const { view, session } of early) {
      if (view.fence === lead.fence && session === lead.session) this.#adopt(view);
    }
  }

  /** Nothing jumps when pictures begin to zoom each for itself: they go on from where they are. */
  #relink(linked: boolean): void {
    const shared = this.#shared;
    this.#byItem.clear();
    if (!linked && shared) {
      for (const item of this.#port.state.value.shown) this.#byItem.set(item, { ...shared, item });
    }
    this.#linked = linked;
    this.#listener.onShared();
  }

  #receive(update: LiveUpdate): void {
    const { view, session, from, applied } = update;
    // Whoever shows a shared view, or the whole picture as at the beginning, is back.
    const back = (view && !view.own) || (applied && (applied.fence > 0 || applied.n === 0));
    if (back && this.#outlines.delete(from)) this.#listener.onOutlines();
    if (!view) return;
    if (view.own) {
      if (from === this.#port.me) return;
      this.#outlines.set(from, view);
      this.#listener.onOutlines();
      return;
    }
    const lead = this.#port.state.value.lead;
    if (lead && view.fence === lead.fence) {
      if (session === lead.session) this.#adopt(view);
    } else if (view.fence > (lead?.fence ?? 0)) {
      this.#early = [...this.#early.filter((one) => !isOlder(one.view, view)), { session, view }];
    } else if (!this.#linked && view.fence > 0) {
      this.#adoptLeft(view);
    }
  }

  /** Takes a view over, unless a newer one of the same hand is known. */
  #adopt(view: View): void {
    const known = this.#linked ? this.#shared : (this.#byItem.get(view.item) ?? null);
    if (known && known.fence === view.fence && known.n >= view.n) return;
    this.#byItem.set(view.item, view);
    this.#shared = view;
    this.#listener.onShared();
  }

  /** Takes over where the hand before has left a picture that zooms for itself. */
  #adoptLeft(view: View): void {
    const known = this.#byItem.get(view.item);
    if (known && !newer(view, known)) return;
    this.#byItem.set(view.item, view);
    if (!this.#shared || newer(view, this.#shared)) this.#shared = view;
    this.#listener.onShared();
  }

  #offer(): void {
    if (this.#sentThisTick) {
      this.#pending = true;
      return;
    }
    if (this.#local) this.#send(this.#local);
  }

  /** What the hand has left behind, at once and whatever the tick. */
  #sendLast(): void {
    this.#pending = false;
    if (this.#local && this.#local !== this.#sent) this.#send(this.#local);
  }

  #send(look: Look): void {
    this.#number += 1;
    const lead = this.#port.state.value.lead;
    const view: View = {
      item: look.item,
      cu: look.cu,
      cv: look.cv,
      eu: look.eu,
      ev: look.ev,
      fence: this.#own ? 0 : (lead?.fence ?? 0),
      n: this.#number,
      at: Math.round(this.#port.roomNow()),
      own: this.#own,
    };
    this.#sent = look;
    this.#sentThisTick = true;
    this.#queue.delete(look.item);
    if (!this.#own && this.#leads()) {
      this.#shared = view;
      this.#byItem.set(view.item, view);
    }
    this.#port.live({ view });
    if (this.#shows) {
      this.#shows = false;
      this.#listener.onShared();
    }
  }

  #resumed(): void {
    if (this.#own) {
      if (this.#local) this.#send(this.#local);
    } else if (this.#leads() && this.#shared) {
      const moving = this.#hand.kind === 'moving' && this.#local;
      this.#send(moving ? moving : this.#shared);
      if (this.#linked) return;
      for (const view of this.#byItem.values()) {
        if (view.fence === this.#shared.fence && view.item !== this.#sent?.item) {
          this.#queue.set(view.item, view);
        }
      }
    }
  }
}

function newer(view: View, known: View): boolean {
  return view.fence > known.fence || (view.fence === known.fence && view.n > known.n);
}

/** Whether one early view is nothing beside another of the same hand and picture. */
function isOlder(one: View, other: View): boolean {
  return one.fence === other.fence && one.item === other.item && one.n <= other.n;
}
