/**
 * @file Keeps one player where the room has its video. The room decides and this follows; what a
 * person wants is said to the room, and done here when the room says so, except for a pause, which
 * stands still at once because people pause to show a thing.
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import type { Command, Item, Playback, Readiness } from '../../wire/generated';
import { lengthMs, targetMs } from '../moment';
import { DriftControl, SAMPLE_HZ } from './drift';
import type { Hand, Player, PlayerEvents } from './player';
import { SkipControl } from './skips';
import { goes, hasEnded } from './timeline';

/** What a follower needs from around it. */
export interface FollowerWorld {
  /** The item as the room has it by now; null when it is gone. */
  item(): Item | null;
  roomNow(): number;
  /** Whether this page is seen. */
  visible(): boolean;
  /** Whether this person may decide for the room. */
  mayLead(): boolean;
  op(command: Command): Promise<unknown>;
  problem(error: unknown): void;
}

/** How it is with this video here. */
export type Fate =
  | 'loading'
  /** Nothing has come for a long time. */
  | 'late'
  | 'ready'
  /** The browser plays only what somebody has touched. */
  | 'blocked'
  | 'failed';

/** What is said of it on the screen. */
export interface FollowerLook {
  readonly fate: Fate;
  /** It plays without sound, because nobody has touched the page yet. */
  readonly silenced: boolean;
  /** It could not keep up. */
  readonly behind: boolean;
  /** It waits for bytes while the others may see it go on. */
  readonly busy: boolean;
  readonly ended: boolean;
  /** Whether it should move by now. */
  readonly goes: boolean;
  /** What is on the screen, in milliseconds of the video. */
  readonly atMs: number;
  readonly lengthMs: number | null;
}

/** A video that has not begun to come by then is said to be late, in milliseconds. */
const LATE_MS = 15_000;
/** A player this near to where it should begin begins there, in seconds. */
const NEAR_S = 0.15;
const TICK_MS = 1_000 / SAMPLE_HZ;

export class Follower {
  readonly player: Player;
  readonly look: ReadonlySignal<FollowerLook>;
  readonly #world: FollowerWorld;
  readonly #look = signal<FollowerLook>({
    fate: 'loading',
    silenced: false,
    behind: false,
    busy: false,
    ended: false,
    goes: false,
    atMs: 0,
    lengthMs: null,
  });
  readonly #drift = new DriftControl();
  readonly #skips = new SkipControl();
  readonly #since = performance.now();
  readonly #timer: ReturnType<typeof setInterval>;
  #begin: ReturnType<typeof setTimeout> | null = null;
  #held: ReturnType<typeof setTimeout> | null = null;
  #rev = -1;
  #went = false;
  #blocked = false;
  /** Sound was taken away to be allowed to play, not by the person. */
  #silenced = false;
  #wasSeen = true;
  #touched = false;
  /** This person has paused; the room's word is on its way. */
  #pausing = false;

  constructor(world: FollowerWorld, make: (events: PlayerEvents) => Player) {
    this.#world = world;
    this.look = this.#look;
    this.player = make({
      changed: () => this.#changed(),
      hand: (hand) => this.#handed(hand),
    });
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.follow();
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#cancel();
    this.player.dispose();
  }

  /** The room may have decided anew. */
  follow(): void {
    const playback = this.#playback();
    if (!playback) return;
    if (playback.rev === this.#rev) return;
    this.#rev = playback.rev;
    this.#pausing = false;
    this.#restart(playback);
  }

  /** What others are told of this player. */
  report(): Omit<Readiness, 'rttMs'> | null {
    const item = this.#world.item();
    if (!item) return null;
    return { item: item.id, state: this.#state(), posMs: Math.round(this.#atMs()) };
  }

  /** Plays or pauses, for everybody. */
  toggle(): void {
    const item = this.#world.item();
    if (!item?.playback) return;
    if (item.playback.playing && !this.#isOver(item)) this.pause();
    else this.play();
  }

  play(): void {
    const item = this.#world.item();
    if (!item?.playback) return;
    // Some browsers play with sound only what a press has once set going.
    if (!this.#touched) void this.#touch();
    const over = this.#isOver(item);
    // A file of ours begins anew by itself when it is paused at its end; a foreign player's end
    // nobody but itself knows.
    if (over && (item.playback.playing || item.moving?.kind === 'player')) {
      this.#do({ do: 'seek', item: item.id, posMs: 0 });
      if (item.playback.playing) return;
    }
    this.#do({ do: 'play', item: item.id });
  }

  /** Stands still at once and says where; gives that place in milliseconds. */
  pause(): number {
    const item = this.#world.item();
    const at = Math.round(this.player.frame() * 1_000);
    const posMs = Math.max(0, Math.min(at, (item && lengthMs(item)) ?? at));
    if (!item?.playback?.playing) return item?.playback?.posMs ?? posMs;
    if (!this.#world.mayLead()) return posMs;
    this.#pausing = true;
    this.#cancel();
    this.player.rest(posMs / 1_000);
    this.#do({ do: 'pause', item: item.id, posMs }, () => this.#resume());
    return posMs;
  }

  seek(posMs: number): void {
    const item = this.#world.item();
    const last = (item && lengthMs(item)) ?? Number.POSITIVE_INFINITY;
    const to = Math.round(Math.min(Math.max(0, posMs), last));
    if (item) this.#do({ do: 'seek', item: item.id, posMs: to });
  }

  setRate(rate: number): void {
    const item = this.#world.item();
    if (item) this.#do({ do: 'set_rate', item: item.id, rate: Math.round(rate * 1_000) });
  }

  /** Sound on or off, here only. */
  setMuted(muted: boolean): void {
    this.#silenced = false;
    this.player.setMuted(muted);
    this.#changed();
  }

  /** The touch without which the browser does not play: joins where the others are. */
  async join(): Promise<void> {
    this.player.setMuted(false);
    this.#silenced = false;
    await this.#touch();
    const playback = this.#playback();
    if (playback) this.#restart(playback);
  }

  /** Tries once more to be where the others are. */
  catchUp(): void {
    const playback = this.#playback();
    if (playback) this.#restart(playback);
  }

  retry(): void {
    this.player.retry();
    this.#changed();
  }

  #playback(): Playback | null {
    return this.#world.item()?.playback ?? null;
  }

  #isOver(item: Item): boolean {
    return hasEnded(item, this.#world.roomNow()) || this.player.look.ended;
  }

  #atMs(): number {
    return this.player.position() * 1_000;
  }

  #state(): Readiness['state'] {
    const { failed, ready, busy, muted } = this.player.look;
    if (failed) return 'failed';
    if (!this.#world.visible()) return 'hidden';
    if (this.#blocked) return 'blocked';
    if (!ready || busy) return 'waiting';
    return muted ? 'muted' : 'ready';
  }

  #target(): number {
    const item = this.#world.item();
    return item ? targetMs(item, this.#world.roomNow()) / 1_000 : 0;
  }

  /** Whether the room lets it move here and now. */
  #goes(): boolean {
    const playback = this.#playback();
    return playback !== null && !this.#pausing && goes(playback, this.#world.roomNow());
  }

  #cancel(): void {
    if (this.#begin !== null) clearTimeout(this.#begin);
    if (this.#held !== null) clearTimeout(this.#held);
    this.#begin = null;
    this.#held = null;
  }

  #restart(playback: Playback): void {
    this.#cancel();
    this.#drift.restart();
    this.#skips.restart();
    this.player.setRate(playback.rate / 1_000);
    const now = this.#world.roomNow();
    const stands = !goes(playback, now) || now < playback.at;
    if (stands) this.player.rest(playback.posMs / 1_000);
    if (!goes(playback, now)) this.#went = false;
    else if (stands) this.#begin = setTimeout(() => this.#start(), playback.at - now);
    else this.#start();
    this.#changed();
  }

  #start(): void {
    this.#begin = null;
    this.#went = true;
    const item = this.#world.item();
    if (!item || !this.#goes() || hasEnded(item, this.#world.roomNow())) return;
    const target = this.#target();
    if (Math.abs(target - this.player.position()) > NEAR_S) this.player.seek(this.#jump(target));
    void this.#play();
  }

  #jump(target: number): number {
    const control = this.player.exact ? this.#drift : this.#skips;
    return control.jump(performance.now(), target);
  }

  async #play(): Promise<void> {
    const outcome = await this.player.play();
    this.#blocked = outcome === 'blocked';
    this.#silenced ||= outcome === 'silenced';
    this.#touched ||= outcome === 'plays';
    // Paused again while it was starting.
    if (!this.#goes() && this.#begin === null) this.player.pause();
    this.#changed();
  }

  /** Lets the browser see that a person wants this to play. */
  async #touch(): Promise<void> {
    const outcome = await this.player.play();
    this.#blocked = outcome === 'blocked';
    this.#silenced ||= outcome === 'silenced';
    this.#touched = outcome === 'plays';
    if (!this.#goes()) this.player.pause();
    this.#changed();
  }

  #tick(): void {
    const seen = this.#world.visible();
    const came = seen && !this.#wasSeen;
    this.#wasSeen = seen;
    const playback = this.#playback();
    // What happened while nobody looked is not drift.
    if (came && playback) this.#restart(playback);
    if (playback && this.#goes() && !this.#went && this.#begin === null) this.#restart(playback);
    this.#changed();
    const { playing, busy, ready } = this.player.look;
    const item = this.#world.item();
    const late = this.#world.roomNow() < (playback?.at ?? 0);
    const free = playing && !busy && ready && seen && !this.#blocked && !late;
    if (!item || !playback || !this.#goes() || !free || this.#isOver(item)) {
      this.#drift.suspend();
      if (playback && this.player.exact) this.player.setRate(playback.rate / 1_000);
      if (item && this.#goes() && !playing && this.#mayBegin(item)) void this.#play();
      return;
    }
    const sample = {
      at: performance.now(),
      position: this.player.position(),
      target: this.#target(),
    };
    if (this.player.exact) this.#correct(this.#drift.sample(sample), playback.rate / 1_000);
    else this.#skip(this.#skips.sample(sample));
  }

  /** Whether it stands although it should not, and nothing is known that holds it. */
  #mayBegin(item: Item): boolean {
    const { ready, busy, failed } = this.player.look;
    const held = this.#blocked || this.#begin !== null || this.#held !== null;
    return ready && !busy && !failed && !held && !this.#isOver(item) && this.#world.visible();
  }

  #correct(wish: ReturnType<DriftControl['sample']>, rate: number): void {
    this.player.setRate(wish.kind === 'nudge' ? rate * wish.factor : rate);
    if (wish.kind === 'seek') this.player.seek(wish.to);
  }

  #skip(wish: ReturnType<SkipControl['sample']>): void {
    if (wish.kind === 'seek') this.player.seek(wish.to);
    if (wish.kind !== 'hold') return;
    this.player.pause();
    this.#held = setTimeout(() => {
      this.#held = null;
      if (this.#goes()) void this.#play();
    }, wish.ms);
  }

  /** A person has used the player itself. */
  #handed(hand: Hand): void {
    const item = this.#world.item();
    if (!item?.playback || !this.#world.mayLead()) this.catchUp();
    else if (hand.kind === 'seek') this.seek(hand.to * 1_000);
    else if (hand.kind === 'play' && !item.playback.playing) this.play();
    else if (hand.kind === 'pause' && item.playback.playing) this.pause();
  }

  #do(command: Command, refused: () => void = () => {}): void {
    if (!this.#world.mayLead()) return;
    this.#world.op(command).catch((error: unknown) => {
      refused();
      this.#world.problem(error);
    });
  }

  /** The room has not taken the pause: on with everybody. */
  #resume(): void {
    this.#pausing = false;
    const playback = this.#playback();
    if (playback) this.#restart(playback);
  }

  #fate(): Fate {
    const { failed, ready, length } = this.player.look;
    if (failed) return 'failed';
    if (this.#blocked) return 'blocked';
    if (ready || length !== null) return 'ready';
    return performance.now() - this.#since > LATE_MS ? 'late' : 'loading';
  }

  #changed(): void {
    const item = this.#world.item();
    const { busy, length, muted } = this.player.look;
    const before = this.#look.peek();
    const next: FollowerLook = {
      fate: this.#fate(),
      silenced: this.#silenced && muted,
      behind: this.#drift.isBehind,
      busy: busy && this.#goes(),
      ended: item !== null && this.#isOver(item),
      goes: this.#goes(),
      atMs: this.#atMs(),
      lengthMs: (item && lengthMs(item)) ?? (length === null ? null : length * 1_000),
    };
    const keys = Object.keys(next);
    if (keys.some((key) => Reflect.get(next, key) !== Reflect.get(before, key))) {
      this.#look.value = next;
    }
  }
}
