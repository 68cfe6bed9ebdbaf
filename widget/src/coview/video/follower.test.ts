/** @file One player and the room, without a browser: what is done when the room decides. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Command, Item, Playback } from '../../wire/generated';
import { targetMs } from '../moment';
import { Follower } from './follower';
import {
  type Player,
  type PlayerEvents,
  type PlayerLook,
  type PlayOutcome,
  UNSEEN,
} from './player';

const START = 1_800_000_000_000;
const LENGTH_MS = 60_000;

/** Plays in step with the test's clock. */
class FakePlayer implements Player {
  readonly element = null as never;
  readonly exact = true;
  readonly rates = [1];
  look: PlayerLook = { ...UNSEEN, ready: true, length: LENGTH_MS / 1_000 };
  readonly did: string[] = [];
  /** What the browser answers. */
  outcome: PlayOutcome = 'plays';
  readonly #events: PlayerEvents;
  #at = 0;
  #since = performance.now();
  #rate = 1;

  constructor(events: PlayerEvents) {
    this.#events = events;
  }

  be(look: Partial<PlayerLook>): void {
    this.#mark();
    this.look = { ...this.look, ...look };
    this.#events.changed();
  }

  hand(hand: Parameters<PlayerEvents['hand']>[0]): void {
    this.#events.hand(hand);
  }

  position(): number {
    const runs = this.look.playing && !this.look.busy;
    return this.#at + (runs ? ((performance.now() - this.#since) / 1_000) * this.#rate : 0);
  }

  frame(): number {
    return this.position();
  }

  play(): Promise<PlayOutcome> {
    this.did.push('play');
    if (this.outcome !== 'blocked') this.be({ playing: true });
    return Promise.resolve(this.outcome);
  }

  pause(): void {
    this.did.push('pause');
    this.be({ playing: false });
  }

  seek(to: number): void {
    this.did.push(`seek ${to.toFixed(1)}`);
    this.#put(to);
  }

  rest(at: number): void {
    this.did.push(`rest ${at.toFixed(1)}`);
    this.be({ playing: false });
    this.#put(at);
  }

  setRate(rate: number): void {
    this.#mark();
    this.#rate = rate;
  }

  get rate(): number {
    return this.#rate;
  }

  setMuted(muted: boolean): void {
    this.be({ muted });
  }

  retry(): void {
    this.did.push('retry');
  }

  dispose(): void {}

  #mark(): void {
    this.#put(this.position());
  }

  #put(at: number): void {
    this.#at = at;
    this.#since = performance.now();
  }
}

describe('a player beside the room', () => {
  let item: Item;
  let player: FakePlayer;
  let follower: Follower;
  let ops: Command[];
  let visible: boolean;
  let refuses: boolean;
  let skewMs: number;

  const now = () => START + performance.now() + skewMs;
  const item0 = (): Item => ({
    id: 'item-1',
    media: 'media-1',
    size: { width: 640, height: 360 },
    title: 'Clip',
    by: 'ana',
    quarterTurns: 0,
    removed: false,
    moving: { kind: 'clip', durationMs: LENGTH_MS },
    playback: { playing: false, rate: 1_000, posMs: 0, at: START, rev: 1 },
  });

  beforeEach(() => {
    vi.useFakeTimers();
    item = item0();
    ops = [];
    visible = true;
    refuses = false;
    skewMs = 0;
    follower = new Follower(
      {
        item: () => item,
        roomNow: now,
        visible: () => visible,
        mayLead: () => true,
        op: (command) => {
          ops.push(command);
          return refuses ? Promise.reject(new Error('locked')) : Promise.resolve();
        },
        problem: () => undefined,
      },
      (events) => {
        player = new FakePlayer(events);
        return player;
      },
    );
  });

  afterEach(() => {
    follower.dispose();
    vi.useRealTimers();
  });

  /** The room decides. */
  function decide(change: Partial<Playback>): void {
    const { waiting: _over, ...before } = item.playback as Playback;
    item = { ...item, playback: { ...before, rev: before.rev + 1, ...change } };
    follower.follow();
  }

  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  const off = () => Math.abs(player.position() * 1_000 - targetMs(item, now()));

  test('all begin at the instant the room has named', async () => {
    decide({ playing: true, posMs: 4_000, at: now() + 300 });
    expect(player.look.playing).toBe(false);
    expect(player.position()).toBe(4);
    await pass(290);
    expect(player.look.playing).toBe(false);
    await pass(20);
    expect(player.look.playing).toBe(true);
    await pass(2_000);
    expect(off()).toBeLessThan(100);
  });

  test('who joins late begins where the others are', async () => {
    decide({ playing: true, posMs: 0, at: now() - 20_000 });
    await pass(500);
    expect(player.position()).toBeGreaterThan(20);
    expect(off()).toBeLessThan(100);
  });

  test('a pause stands still at once and rests where the room says', async () => {
    decide({ playing: true, posMs: 0, at: now() });
    await pass(3_000);
    follower.toggle();
    expect(player.look.playing).toBe(false);
    const [pause] = ops.filter((command) => command.do === 'pause');
    expect(pause).toMatchObject({ item: 'item-1' });
    const posMs = pause?.do === 'pause' ? pause.posMs : 0;
    expect(Math.abs(posMs - 3_000)).toBeLessThan(120);
    await pass(2_000);
    expect(player.look.playing).toBe(false);
    decide({ playing: false, posMs: 3_200, at: now() });
    expect(player.position()).toBe(3.2);
  });

  test('a pause that the room refuses is taken back', async () => {
    decide({ playing: true, posMs: 0, at: now() });
    await pass(3_000);
    refuses = true;
    follower.pause();
    expect(player.look.playing).toBe(false);
    await pass(1_000);
    expect(player.look.playing).toBe(true);
    await pass(4_000);
    expect(off()).toBeLessThan(100);
  });

  test('a stall is made up for by rate, without a jump', async () => {
    decide({ playing: true, posMs: 0, at: now() });
    await pass(3_000);
    player.be({ busy: true });
    expect(follower.report()?.state).toBe('waiting');
    await pass(600);
    player.be({ busy: false });
    player.did.length = 0;
    await pass(2_000);
    expect(player.rate).toBeGreaterThan(1);
    await pass(16_000);
    expect(off()).toBeLessThan(100);
    expect(player.did).toEqual([]);
    await pass(4_000);
    expect(player.rate).toBe(1);
  });

  test('while the room waits everybody stands, and goes on without an answer at its time', async () => {
    decide({ playing: true, posMs: 5_000, at: now() });
    await pass(1_000);
    decide({ posMs: 6_000, at: now(), waiting: { who: ['luis'], until: now() + 3_000 } });
    expect(player.look.playing).toBe(false);
    expect(player.position()).toBe(6);
    await pass(3_600);
    expect(player.look.playing).toBe(true);
    expect(off()).toBeLessThan(150);
  });

  test('autoplay that is blocked says so, and a touch joins at the right second', async () => {
    player.outcome = 'blocked';
    decide({ playing: true, posMs: 0, at: now() });
    await pass(100);
    expect(follower.look.value.fate).toBe('blocked');
    expect(follower.report()?.state).toBe('blocked');
    const asked = player.did.filter((did) => did === 'play').length;
    await pass(8_000);
    // The browser is not asked over and over.
    expect(player.did.filter((did) => did === 'play')).toHaveLength(asked);
    player.outcome = 'plays';
    await follower.join();
    await pass(1_000);
    expect(follower.look.value.fate).toBe('ready');
    expect(off()).toBeLessThan(100);
  });

  test('allowed only without sound, it says that; one’s own mute it does not', async () => {
    player.outcome = 'silenced';
    player.be({ muted: true });
    decide({ playing: true, posMs: 0, at: now() });
    await pass(500);
    expect(follower.look.value.silenced).toBe(true);
    expect(follower.report()?.state).toBe('muted');
    follower.setMuted(false);
    expect(follower.look.value.silenced).toBe(false);
    follower.setMuted(true);
    expect(follower.look.value.silenced).toBe(false);
  });

  test('a tab hidden for ten minutes comes back to where the others are', async () => {
    decide({ playing: true, posMs: 0, at: now() });
    await pass(1_000);
    visible = false;
    await pass(500);
    expect(follower.report()?.state).toBe('hidden');
    decide({ posMs: 10_000, at: now() });
    player.be({ playing: false });
    await pass(20_000);
    visible = true;
    await pass(1_000);
    expect(player.look.playing).toBe(true);
    expect(off()).toBeLessThan(100);
  });

  test('a hand on the player itself decides for all, an unwelcome one is taken back', async () => {
    decide({ playing: true, posMs: 0, at: now() });
    await pass(2_000);
    player.hand({ kind: 'pause' });
    expect(ops.at(-1)?.do).toBe('pause');
    decide({ playing: false, posMs: 2_000 });
    player.hand({ kind: 'seek', to: 30 });
    expect(ops.at(-1)).toMatchObject({ do: 'seek', posMs: 30_000 });
  });

  test('at its end it stands, and once more begins at the beginning', async () => {
    decide({ playing: true, posMs: LENGTH_MS - 1_000, at: now() });
    await pass(900);
    player.be({ playing: false, ended: true });
    await pass(1_000);
    expect(follower.look.value.ended).toBe(true);
    player.did.length = 0;
    await pass(2_000);
    expect(player.did).toEqual([]);
    follower.toggle();
    expect(ops.at(-1)).toMatchObject({ do: 'seek', posMs: 0 });
  });

  test('a video that never comes is said to be late, and is asked for again on request', async () => {
    player.be({ ready: false, length: null });
    await pass(1_000);
    expect(follower.look.value.fate).toBe('loading');
    await pass(16_000);
    expect(follower.look.value.fate).toBe('late');
    follower.retry();
    expect(player.did).toContain('retry');
  });

  test('a device whose clock is two minutes off follows the room’s', async () => {
    skewMs = 120_000;
    decide({ playing: true, posMs: 0, at: now() });
    await pass(2_000);
    expect(off()).toBeLessThan(100);
  });
});
