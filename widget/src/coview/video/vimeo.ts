/** @file The messages of Vimeo's frame. */

import type { Dialect, Said } from './frame_player';

const ORIGIN = 'https://player.vimeo.com';
const EVENTS = [
  'timeupdate',
  'play',
  'playing',
  'pause',
  'ended',
  'bufferstart',
  'bufferend',
  'loaded',
  'durationchange',
];
const STATES: Readonly<Record<string, 'plays' | 'stands' | 'waits' | 'ended'>> = {
  play: 'plays',
  playing: 'plays',
  pause: 'stands',
  ended: 'ended',
  bufferstart: 'waits',
  bufferend: 'plays',
};

/** Its dialect. */
export const VIMEO: Dialect = {
  origin: ORIGIN,
  rates: [0.5, 1, 1.5, 2],
  address: (video, page) => {
    const [id = '', secret] = video.split('/');
    const wishes = new URLSearchParams({
      api: '1',
      controls: '0',
      dnt: '1',
      playsinline: '1',
      keyboard: '0',
      origin: page,
      ...(secret === undefined ? {} : { h: secret }),
    });
    return `${ORIGIN}/video/${encodeURIComponent(id)}?${wishes}`;
  },
  hello: [{ method: 'ping' }],
  begin: [
    ...EVENTS.map((value) => ({ method: 'addEventListener', value })),
    { method: 'getDuration' },
  ],
  play: { method: 'play' },
  pause: { method: 'pause' },
  seek: (value) => ({ method: 'setCurrentTime', value }),
  rate: (value) => ({ method: 'setPlaybackRate', value }),
  muted: (value) => ({ method: 'setMuted', value }),
  read: (message) => {
    const { event, method, data, value } = parsed(message);
    if (method === 'ping' || event === 'ready') return [{ kind: 'ready' }];
    if (method === 'getDuration') return lengthOf(value);
    if (event === 'error') return failure(data);
    if (typeof event !== 'string' || !EVENTS.includes(event)) return [];
    const state = STATES[event];
    const said: Said[] = state ? [{ kind: 'state', state }] : [];
    const at = field(data, 'seconds');
    return [
      ...said,
      ...lengthOf(field(data, 'duration')),
      ...(typeof at === 'number' ? [{ kind: 'at' as const, seconds: at }] : []),
    ];
  },
};

interface Message {
  readonly event?: unknown;
  readonly method?: unknown;
  readonly data?: unknown;
  readonly value?: unknown;
}

function parsed(message: unknown): Message {
  try {
    const value: unknown = typeof message === 'string' ? JSON.parse(message) : message;
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function field(data: unknown, name: string): unknown {
  return typeof data === 'object' && data !== null ? Reflect.get(data, name) : undefined;
}

function lengthOf(value: unknown): Said[] {
  return typeof value === 'number' ? [{ kind: 'length', seconds: value }] : [];
}

/** Some videos have their rates and sound fixed, which is no reason not to show them. */
function failure(data: unknown): Said[] {
  const method = field(data, 'method');
  if (method === 'play' && field(data, 'name') === 'NotAllowedError') return [{ kind: 'blocked' }];
  return ['setPlaybackRate', 'setMuted', 'ping', 'play'].includes(String(method))
    ? []
    : [{ kind: 'failed' }];
}
