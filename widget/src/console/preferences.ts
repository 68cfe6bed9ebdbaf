/**
 * @file How its reader wants the console: language, theme, sound. Kept with the account, so that it
 * is the same on every device; this browser remembers it for the time before signing in.
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import { setLanguage } from '../i18n/i18n';
import { type Keep, lastingKeep } from '../net/keep';
import type { StaffDoors } from '../net/staff';
import { setTheme, type Theme } from '../ui/theme';
import type { ConsoleLanguage, Preferences } from '../wire/generated';

const keep = lastingKeep();
const key = (name: keyof Preferences) => `vitrine.console.${name}`;

/** The language wished for; null without a wish. */
export function keptLanguage(): string | null {
  return keep.get(key('language'));
}

/** Remembers the language of somebody who has not signed in. */
export function keepLanguage(language: ConsoleLanguage): void {
  keep.set(key('language'), language);
}

/** The theme wished for. */
export function keptTheme(store: Keep = keep): Theme {
  const kept = store.get(key('theme'));
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

/** See {@link createWishes}. */
export interface Wishes {
  readonly theme: ReadonlySignal<Theme>;
  readonly sound: ReadonlySignal<boolean>;
  /** Takes over what the account says; what it does not say stays as this browser has it. */
  take(preferences: Preferences): void;
  /** Chooses, here at once and for the account; rejects with `Refused`. */
  choose(wish: Partial<Preferences>): Promise<unknown>;
}

/** What the page does with a wish. */
export interface WishActs {
  readonly setLanguage: (language: ConsoleLanguage) => void;
  readonly setTheme: (theme: Theme) => void;
}

const ACTS: WishActs = { setLanguage: (language) => void setLanguage(language), setTheme };

/** Begins with what this browser remembers. */
export function createWishes(
  doors: Pick<StaffDoors, 'patchMe'>,
  store: Keep = keep,
  acts: WishActs = ACTS,
): Wishes {
  const theme = signal<Theme>(keptTheme(store));
  const sound = signal(store.get(key('sound')) === 'true');

  function apply({ language, theme: nextTheme, sound: nextSound }: Partial<Preferences>) {
    if (language && language !== store.get(key('language'))) {
      store.set(key('language'), language);
      acts.setLanguage(language);
    }
    if (nextTheme && nextTheme !== theme.peek()) {
      store.set(key('theme'), nextTheme);
      theme.value = nextTheme;
      acts.setTheme(nextTheme);
    }
    if (typeof nextSound === 'boolean') {
      store.set(key('sound'), String(nextSound));
      sound.value = nextSound;
    }
  }

  return {
    theme,
    sound,
    take: apply,
    choose: (wish) => {
      apply(wish);
      const preferences = { language: null, theme: null, sound: null, ...wish };
      return doors.patchMe({ name: null, preferences });
    },
  };
}
