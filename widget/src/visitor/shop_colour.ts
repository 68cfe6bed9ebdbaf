/**
 * @file The shop's own colour in the panel, in place of ours. Shops choose a colour for a button,
 * not for words: it is made darker, or lighter on a dark panel, until it can be read.
 */

import { contrast, isPale, mix } from '../ui/contrast';

/** What is read must have this contrast (WCAG 2.2, 1.4.3). */
export const READABLE = 4.5;
const DARK = '(prefers-color-scheme: dark)';
const STEP = 0.02;

/** The tokens that follow the colour. */
export interface Accent {
  readonly '--accent': string;
  readonly '--accent-hover': string;
  readonly '--accent-soft': string;
  readonly '--on-accent': string;
}

/** The colour as it is used on these grounds, the colours that words in it stand on. */
export function accentOf(colour: string, grounds: readonly string[]): Accent {
  const [ground = '#ffffff'] = grounds;
  const away = isPale(ground) ? '#000000' : '#ffffff';
  for (let share = 0; ; share += STEP) {
    const accent = mix(colour, away, Math.min(share, 1));
    const soft = mix(ground, accent, 0.12);
    const read = [...grounds, soft].every((one) => contrast(accent, one) >= READABLE);
    if (!read && share < 1) continue;
    return {
      '--accent': accent,
      '--accent-hover': mix(accent, away, 0.15),
      '--accent-soft': soft,
      '--on-accent': isPale(accent) ? '#000000' : '#ffffff',
    };
  }
}

/** Puts the tokens on the page, again whenever it becomes dark or light; empty for our own. */
export function wearColour(colour: string): () => void {
  const { style } = document.documentElement;
  const media = window.matchMedia(DARK);
  function wear() {
    const tokens = getComputedStyle(document.documentElement);
    const grounds = ['--surface', '--paper', '--sunken'].map((name) =>
      tokens.getPropertyValue(name).trim(),
    );
    for (const [name, value] of Object.entries(accentOf(colour, grounds))) {
      style.setProperty(name, value);
    }
  }
  if (colour === '') return () => undefined;
  wear();
  media.addEventListener('change', wear);
  return () => {
    media.removeEventListener('change', wear);
    for (const name of ['--accent', '--accent-hover', '--accent-soft', '--on-accent']) {
      style.removeProperty(name);
    }
  };
}
