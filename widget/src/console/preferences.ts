/** @file What this browser remembers of its reader's wishes: language and theme. */

import { lastingKeep } from '../net/keep';
import type { Theme } from '../ui/theme';

const keep = lastingKeep();

/** Remembers a wish. */
export function keepPreference(name: 'language' | 'theme', value: string): void {
  keep.set(`vitrine.console.${name}`, value);
}

/** The language wished for; null without a wish. */
export function keptLanguage(): string | null {
  return keep.get('vitrine.console.language');
}

/** The theme wished for. */
export function keptTheme(): Theme {
  const kept = keep.get('vitrine.console.theme');
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}
