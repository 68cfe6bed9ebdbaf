/** @file Somebody's face: initials in a ring of their colour. */

import { Icon } from './Icon';
import { person } from './icons';

/** See {@link Avatar}. */
export interface AvatarProps {
  /** Null for somebody without a name. */
  readonly name: string | null;
  /** Which of the eight participant colours; null for nobody's. */
  readonly colour: number | null;
  readonly state?: 'online' | 'away' | 'reconnecting' | 'offline';
  readonly small?: boolean;
}

/** The first letters of the first two words; emoji and joined signs stay whole. */
export function initials(name: string): string {
  // An ampersand between two names is not a name.
  const words = name.split(/\s+/u).filter((word) => !/^\p{P}*$/u.test(word));
  const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  const first = words.slice(0, 2).map((word) => [...letters.segment(word)][0]?.segment ?? '');
  return first.join('').toLocaleUpperCase();
}

/** Draws it; the name itself stands beside it, so this is not read out. */
export function Avatar({ name, colour, state, small }: AvatarProps) {
  const ring = colour === null ? '' : `ring-${colour}`;
  return (
    <span class={`avatar ${ring} ${small ? 'small' : ''}`} aria-hidden="true">
      {name === null ? <Icon svg={person} small /> : initials(name)}
      {state && <span class={`dot ${state}`} />}
    </span>
  );
}
