/** @file YouTube's and Vimeo's players. */

import type { Provider } from '../../wire/generated';
import { type Dialect, FramePlayer } from './frame_player';
import type { Player, PlayerEvents } from './player';
import { VIMEO } from './vimeo';
import { YOUTUBE } from './youtube';

const DIALECTS: Readonly<Record<Provider, Dialect>> = { youtube: YOUTUBE, vimeo: VIMEO };

/** The player of this provider for one of its videos. */
export function foreignPlayer(
  provider: Provider,
  video: string,
  title: string,
  events: PlayerEvents,
): Player {
  return new FramePlayer(DIALECTS[provider], video, title, events);
}
