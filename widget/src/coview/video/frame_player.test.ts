/**
 * @file Foreign players, against stand-ins for their frames that speak as their pages do. The real
 * ones cannot be reached from a test.
 * @vitest-environment happy-dom
 */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Dialect, FramePlayer } from './frame_player';
import { VIMEO } from './vimeo';
import { YOUTUBE } from './youtube';

/** The page in the frame, as far as it speaks. */
class FakeFrame {
  readonly heard: string[] = [];
  readonly player: FramePlayer;
  readonly #dialect: Dialect;
  readonly #window = { postMessage: (message: unknown, to: string) => this.#hear(message, to) };

  constructor(dialect: Dialect, video: string) {
    this.#dialect = dialect;
    this.player = new FramePlayer(dialect, video, 'A film', { changed: () => {}, hand: () => {} });
    Object.defineProperty(this.player.element, 'contentWindow', { get: () => this.#window });
    this.player.element.dispatchEvent(new Event('load'));
  }

  say(message: unknown, origin = this.#dialect.origin, source: unknown = this.#window): void {
    const event = new MessageEvent('message', { data: message, origin });
    Object.defineProperty(event, 'source', { value: source });
    window.dispatchEvent(event);
  }

  #hear(message: unknown, to: string): void {
    expect(to).toBe(this.#dialect.origin);
    this.heard.push(typeof message === 'string' ? message : JSON.stringify(message));
  }
}

const tube = (event: string, info?: unknown) => JSON.stringify({ event, info });

describe('a foreign player', () => {
  let frame: FakeFrame | null = null;

  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    frame?.player.dispose();
    vi.useRealTimers();
  });

  function youtube(): FakeFrame {
    frame = new FakeFrame(YOUTUBE, 'dQw4w9WgXcQ');
    return frame;
  }

  test('is greeted until it answers, and then told the newest of what waits', async () => {
    const { heard, player, say } = bound(youtube());
    player.seek(3);
    player.seek(7);
    await vi.advanceTimersByTimeAsync(600);
    expect(heard.every((message) => message.includes('listening'))).toBe(true);
    expect(heard.length).toBeGreaterThan(1);
    heard.length = 0;
    say(tube('onReady'));
    expect(heard.filter((message) => message.includes('seekTo'))).toEqual([
      expect.stringContaining('[7,true]'),
    ]);
    heard.length = 0;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(heard).toEqual([]);
  });

  test('is believed only from its own frame and origin', () => {
    const { player, say } = bound(youtube());
    say(tube('onReady'), 'https://evil.example');
    say(tube('onReady'), YOUTUBE.origin, {});
    expect(player.look.ready).toBe(false);
    say('{"event":');
    say(tube('onReady'));
    expect(player.look.ready).toBe(true);
  });

  test('tells its position now and then, and is where it should be in between', async () => {
    const { player, say } = bound(youtube());
    say(tube('initialDelivery', { currentTime: 0, duration: 100, playerState: 2 }));
    const played = player.play();
    say(tube('onStateChange', 1));
    expect(await played).toBe('plays');
    say(tube('infoDelivery', { currentTime: 10 }));
    await vi.advanceTimersByTimeAsync(400);
    expect(player.position()).toBeCloseTo(10.4, 2);
    say(tube('onStateChange', 3));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(player.look.busy).toBe(true);
    expect(player.position()).toBeCloseTo(10.4, 2);
    say(tube('onStateChange', 0));
    expect(player.look).toMatchObject({ ended: true, playing: false, length: 100 });
  });

  test('that may not play with sound is tried without, and else needs a touch', async () => {
    const { heard, player, say } = bound(youtube());
    say(tube('onReady'));
    const first = player.play();
    say(tube('onAutoplayBlocked'));
    await vi.advanceTimersByTimeAsync(0);
    expect(heard.at(-2)).toContain('"mute"');
    say(tube('onStateChange', 1));
    expect(await first).toBe('silenced');
    say(tube('onStateChange', 2));
    const second = player.play();
    await vi.advanceTimersByTimeAsync(5_100);
    expect(await second).toBe('blocked');
  });

  test('that says it cannot show the video has failed', () => {
    const { player, say } = bound(youtube());
    say(tube('onReady'));
    say(tube('onError', 150));
    expect(player.look.failed).toBe(true);
  });

  test('of Vimeo speaks objects and promises', async () => {
    frame = new FakeFrame(VIMEO, '76979871/8272103f6e');
    const { heard, player, say } = bound(frame);
    expect(player.element.src).toContain('/video/76979871?');
    expect(player.element.src).toContain('h=8272103f6e');
    say({ event: 'ready' });
    say({ method: 'getDuration', value: 62 });
    const played = player.play();
    expect(heard.at(-1)).toBe('{"method":"play"}');
    say({ event: 'play', data: { seconds: 4, duration: 62, percent: 0.06 } });
    expect(await played).toBe('plays');
    await vi.advanceTimersByTimeAsync(250);
    expect(player.position()).toBeCloseTo(4.25, 2);
    say({ event: 'error', data: { method: 'setPlaybackRate', name: 'Error' } });
    expect(player.look.failed).toBe(false);
    say({ event: 'error', data: { method: 'loadVideo', name: 'NotFoundError' } });
    expect(player.look.failed).toBe(true);
  });
});

/** Its parts, free to be called. */
function bound(frame: FakeFrame) {
  return { heard: frame.heard, player: frame.player, say: frame.say.bind(frame) };
}
