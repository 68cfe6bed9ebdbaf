/** @file Recognises the address of a video that is shown by somebody else's player. */

import type { Provider } from '../wire/generated';

/** A video by its name at its provider. */
export interface ForeignVideo {
  readonly provider: Provider;
  readonly video: string;
}

/** What is said of it until somebody gives it another name. */
export const PROVIDER_NAMES: Readonly<Record<Provider, string>> = {
  youtube: 'YouTube',
  vimeo: 'Vimeo',
};

const TUBE_HOSTS = ['youtube.com', 'm.youtube.com', 'youtube-nocookie.com', 'music.youtube.com'];
const TUBE_PATH = /^\/(?:embed|shorts|live|v)\/([\w-]{11})(?:\/|$)/;
const TUBE_NAME = /^[\w-]{11}$/;
const VIMEO_PATH = /^\/(?:video\/)?(\d{1,20})(?:\/([0-9a-f]{4,40}))?\/?$/;

/** The video at an address; null when it is something else. */
export function videoAt(address: string): ForeignVideo | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  const host = url.hostname.replace(/^www\./, '');
  if (host === 'youtu.be') return youtube(url.pathname.slice(1).split('/')[0]);
  if (TUBE_HOSTS.includes(host)) {
    const named = url.pathname === '/watch' ? url.searchParams.get('v') : null;
    return youtube(named ?? TUBE_PATH.exec(url.pathname)?.[1]);
  }
  if (host !== 'vimeo.com' && host !== 'player.vimeo.com') return null;
  const [, video, path] = VIMEO_PATH.exec(url.pathname) ?? [];
  if (video === undefined) return null;
  const secret = path ?? url.searchParams.get('h');
  const whole = secret && /^[0-9a-f]{4,40}$/.test(secret) ? `${video}/${secret}` : video;
  return { provider: 'vimeo', video: whole };
}

function youtube(video: string | null | undefined): ForeignVideo | null {
  return video && TUBE_NAME.test(video) ? { provider: 'youtube', video } : null;
}
