/** @file Words in three languages. English is always here; the others are loaded when wanted. */

import { signal } from '@preact/signals';
import en from './en.json';

/** A language there are words in. */
export type Language = 'en' | 'es' | 'ru';

/** The languages by their own names. */
export const LANGUAGES = [
  { tag: 'en', name: 'English' },
  { tag: 'es', name: 'Español' },
  { tag: 'ru', name: 'Русский' },
] as const satisfies readonly { tag: Language; name: string }[];

type Catalogue = typeof en;
/** Words in the forms that counting needs (CLDR plural categories). */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>>;

/** A sentence. */
export type TextKey = {
  [K in keyof Catalogue]: Catalogue[K] extends string ? K : never;
}[keyof Catalogue];
/** A sentence with a number in it. */
export type CountKey = Exclude<keyof Catalogue, TextKey>;

/** What stands in place of `{name}`. */
export type Params = Readonly<Record<string, string | number>>;

type Words = Readonly<Record<string, string | Forms>>;

const LOADERS: Record<Language, () => Promise<Words>> = {
  en: async () => en,
  es: async () => (await import('./es.json')).default,
  ru: async () => (await import('./ru.json')).default,
};

const words = signal<{ readonly language: Language; readonly catalogue: Words }>({
  language: 'en',
  catalogue: en,
});

/** The language in use. */
export function language(): Language {
  return words.value.language;
}

/** The best of our languages for a list of tags, most wanted first. */
export function pickLanguage(tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const base = tag?.toLowerCase().split(/[-_]/u)[0];
    if (base === 'en' || base === 'es' || base === 'ru') return base;
  }
  return 'en';
}

let wanted: Language = 'en';

/** Changes the language of everything on screen, once its words are here. */
export async function setLanguage(next: Language): Promise<void> {
  wanted = next;
  const catalogue = await LOADERS[next]();
  // A later choice may have overtaken this one.
  if (wanted !== next) return;
  words.value = { language: next, catalogue };
  document.documentElement.lang = next;
}

/** Puts the parameters in. */
export function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/gu, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : String(value);
  });
}

/** The sentence in the language in use. */
export function t(key: TextKey, params: Params = {}): string {
  const found = words.value.catalogue[key] ?? en[key];
  return fill(typeof found === 'string' ? found : en[key], params);
}

/** The sentence in the form this number needs; `{n}` is the number. */
export function count(key: CountKey, n: number, params: Params = {}): string {
  const { language: tag, catalogue } = words.value;
  const forms = catalogue[key];
  const form = new Intl.PluralRules(tag).select(n);
  const found = typeof forms === 'object' ? (forms[form] ?? forms.other) : undefined;
  return fill(found ?? en[key].other, { n: new Intl.NumberFormat(tag).format(n), ...params });
}

const DAY_MS = 86_400_000;

/** Hours and minutes of the day. */
export function formatTime(at: number): string {
  return new Intl.DateTimeFormat(language(), { hour: 'numeric', minute: '2-digit' }).format(at);
}

function dayOf(at: number): number {
  const date = new Date(at);
  return Math.round(
    new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime() / DAY_MS,
  );
}

/** "today", "yesterday", or the date. */
export function formatDay(at: number, now = Date.now()): string {
  const days = dayOf(at) - dayOf(now);
  if (days === 0 || days === -1) {
    const word = new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(days, 'day');
    return word.charAt(0).toLocaleUpperCase(language()) + word.slice(1);
  }
  return new Intl.DateTimeFormat(language(), {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  }).format(at);
}

/** A short duration such as `0:42`, `12:05` or `1:02:00`. */
export function formatWait(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const start = hours > 0 ? `${hours}:${two(minutes)}` : String(minutes);
  return `${start}:${two(seconds % 60)}`;
}

/** Seconds with one decimal, as the language writes them. */
export function formatSeconds(seconds: number): string {
  const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return new Intl.NumberFormat(language(), digits).format(seconds);
}
