/**
 * @file The messages of YouTube's frame, which its script would send for us; that script is not
 * loaded, because no foreign code runs in our pages.
 */

import type { Dialect, Said } from './frame_player';

const ORIGIN = 'https://www.youtube-nocookie.com';
const CHANNEL = { id: 1, channel: 'widget' };
const STATES: Readonly<Record<number, 'plays' | 'stands' | 'waits' | 'ended'>> = {
  [-1]: 'stands',
  0: 'ended',
  1: 'plays',
  2: 'stands',
  3: 'waits',
  5: 'stands',
};

function command(func: string, ...args: readonly unknown[]): string {
  return JSON.stringify({ event: 'command', func, args, ...CHANNEL });
}

/** Its dialect. */
export const YOUTUBE: Dialect = {
  origin: ORIGIN,
  rates: [0.25, 0.5, 1, 1.5, 2],
  address: (video, page) => {
    const wishes = new URLSearchParams({
      enablejsapi: '1',
      origin: page,
      playsinline: '1',
      controls: '0',
      disablekb: '1',
      rel: '0',
    });
    return `${ORIGIN}/embed/${encodeURIComponent(video)}?${wishes}`;
  },
  hello: [JSON.stringify({ event: 'listening', ...CHANNEL })],
  begin: ['onStateChange', 'onError', 'onAutoplayBlocked'].map((name) =>
    command('addEventListener', name),
  ),
  play: command('playVideo'),
  pause: command('pauseVideo'),
  seek: (to) => command('seekTo', to, true),
  rate: (rate) => command('setPlaybackRate', rate),
  muted: (muted) => command(muted ? 'mute' : 'unMute'),
  read: (message) => {
    const { event, info } = parsed(message);
    switch (event) {
      case 'onReady':
      case 'initialDelivery':
        return [{ kind: 'ready' }, ...delivered(info)];
      case 'infoDelivery':
        return delivered(info);
      case 'onStateChange':
        return stateOf(info);
      case 'onAutoplayBlocked':
        return [{ kind: 'blocked' }];
      case 'onError':
        return [{ kind: 'failed' }];
      default:
        return [];
    }
  },
};

function parsed(message: unknown): { readonly event?: unknown; readonly info?: unknown } {
  if (typeof message !== 'string') return {};
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function delivered(info: unknown): Said[] {
  if (typeof info !== 'object' || info === null) return [];
  const said: Said[] = [];
  const at: unknown = Reflect.get(info, 'currentTime');
  const length: unknown = Reflect.get(info, 'duration');
  if (typeof length === 'number') said.push({ kind: 'length', seconds: length });
  said.push(...stateOf(Reflect.get(info, 'playerState')));
  if (typeof at === 'number') said.push({ kind: 'at', seconds: at });
  return said;
}

function stateOf(value: unknown): Said[] {
  const state = typeof value === 'number' ? STATES[value] : undefined;
  return state ? [{ kind: 'state', state }] : [];
}
