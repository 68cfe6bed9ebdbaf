/** @file Makes the player that an item needs. */

import type { Item } from '../../wire/generated';
import type { StagePort } from '../port';
import { Html5Player } from './html5_player';
import type { Player, PlayerEvents } from './player';

/** A file of ours, or somebody else's player, whose code is loaded when the first one is shown. */
export async function openPlayer(
  item: Item,
  port: StagePort,
): Promise<(events: PlayerEvents) => Player> {
  const { moving, media, title } = item;
  if (moving?.kind === 'player') {
    const { foreignPlayer } = await import('./foreign_player');
    return (events) => foreignPlayer(moving.provider, moving.video, title, events);
  }
  return (events) => new Html5Player({ address: (failed) => port.clipUrl(media, failed) }, events);
}
