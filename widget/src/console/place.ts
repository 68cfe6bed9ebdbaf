/** @file Where one is in the console: a few places, kept behind `#` so that "back" works. */

import { type ReadonlySignal, signal } from '@preact/signals';

/** The places. */
export type Place = 'chats' | 'visitors' | 'me' | 'team' | 'sites' | 'audit';

const ADDRESSES: Readonly<Record<Place, string>> = {
  chats: '#/chats',
  visitors: '#/visitors',
  me: '#/me',
  team: '#/settings/team',
  sites: '#/settings/sites',
  audit: '#/settings/audit',
};
const PLACES: readonly Place[] = ['chats', 'visitors', 'me', 'team', 'sites', 'audit'];

/** The place of an address; the conversations for one that nobody knows. */
export function placeOf(hash: string): Place {
  return PLACES.find((place) => ADDRESSES[place] === hash) ?? 'chats';
}

/** The address of a place, for links. */
export function addressOf(place: Place): string {
  return ADDRESSES[place];
}

/** Goes there. */
export function go(place: Place): void {
  location.hash = ADDRESSES[place];
}

/** Where this page is. */
export function watchPlace(): ReadonlySignal<Place> {
  const place = signal(placeOf(location.hash));
  window.addEventListener('hashchange', () => {
    place.value = placeOf(location.hash);
  });
  return place;
}
