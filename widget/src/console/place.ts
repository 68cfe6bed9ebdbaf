/** @file Where one is in the console: a few places, kept behind `#` so that "back" works. */

import { type ReadonlySignal, signal } from '@preact/signals';

/** The places. */
export type Place = 'chats' | 'visitors' | 'replay' | 'me' | 'team' | 'sites' | 'canned' | 'audit';

const ADDRESSES: Readonly<Record<Place, string>> = {
  chats: '#/chats',
  visitors: '#/visitors',
  replay: '#/replay',
  me: '#/me',
  team: '#/settings/team',
  sites: '#/settings/sites',
  canned: '#/settings/answers',
  audit: '#/settings/audit',
};
const PLACES: readonly Place[] = [
  'chats',
  'visitors',
  'replay',
  'me',
  'team',
  'sites',
  'canned',
  'audit',
];
/** Places of which there are many: an id stands behind the address. */
const MANY: ReadonlySet<Place> = new Set<Place>(['replay']);

/** The place of an address; the conversations for one that nobody knows. */
export function placeOf(hash: string): Place {
  const at = (place: Place) =>
    MANY.has(place) ? hash.startsWith(`${ADDRESSES[place]}/`) : hash === ADDRESSES[place];
  return PLACES.find(at) ?? 'chats';
}

/** What stands behind the place in an address, such as the id of a conversation. */
export function detailsOf(hash: string): readonly string[] {
  return hash.split('/').slice(2).map(decodeURIComponent);
}

/** Goes to one of a place of which there are many. */
export function goTo(place: Place, ...details: readonly string[]): void {
  location.hash = [ADDRESSES[place], ...details.map(encodeURIComponent)].join('/');
}

/** The address of a place, for links. */
export function addressOf(place: Place): string {
  return ADDRESSES[place];
}

/** Goes there. */
export function go(place: Place): void {
  location.hash = ADDRESSES[place];
}

/** What stands behind `#` in the address of this page. */
export function watchAddress(): ReadonlySignal<string> {
  const address = signal(location.hash);
  window.addEventListener('hashchange', () => {
    address.value = location.hash;
  });
  return address;
}
