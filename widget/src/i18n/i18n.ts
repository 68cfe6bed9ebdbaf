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

/** Words in the forms that counting needs (CLDR plural categories). */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>>;

/** The keys of a catalogue whose words are one sentence. */
export type SentenceOf<C> = { [K in keyof C]: C[K] extends string ? K : never }[keyof C] & string;
/** A sentence. */
export type TextKey = SentenceOf<typeof en>;

/** What stands in place of `{name}`. */
export type Params = Readonly<Record<string, string | number>>;

/** A catalogue. */
export type Words = Readonly<Record<string, string | Forms>>;

/** Words of a part of the product: English at once, the others when wanted. */
export interface Source {
  readonly en: Words;
  readonly es: () => Promise<{ readonly default: Words }>;
  readonly ru: () => Promise<{ readonly default: Words }>;
}

const SOURCES: Source[] = [{ en, es: () => import('./es.json'), ru: () => import('./ru.json') }];
let english: Words = en;

const words = signal<{ readonly language: Language; readonly catalogue: Words }>({
  language: 'en',
  catalogue: en,
});

/** Adds the words of a page that others do without, before its first word is said. */
export function addWords(source: Source): void {
  SOURCES.push(source);
  english = { ...english, ...source.en };
  words.value = { language: 'en', catalogue: english };
}

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
  const parts = await Promise.all(
    SOURCES.map(async (source) => (next === 'en' ? source.en : (await source[next]()).default)),
  );
  const catalogue: Words = Object.assign({}, ...parts);
  // A later choice may have overtaken this one.
  if (wanted !== next) return;
  words.value = { language: next, catalogue };
  document.documentElement.lang = next;
}

/** Letters written from right to left, and signs that change the direction of writing. */
const TURNS = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u200E\u200F\u202A-\u202E\u2066-\u2069]/u;
const TURNING_SIGNS = /[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** Somebody's words within a sentence of ours: they keep their direction and change no other. */
function isolated(words: string): string {
  return TURNS.test(words) ? `\u2068${words.replace(TURNING_SIGNS, '')}\u2069` : words;
}

/** Puts the parameters in. */
export function fill(text: string, params: Params): string {
  return text.replace(/\{(\w+)\}/gu, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : isolated(String(value));
  });
}

/** The sentence of any catalogue in the language in use; pages know their keys by type. */
export function anyText(key: string, params: Params): string {
  const found = words.value.catalogue[key] ?? english[key];
  return fill(typeof found === 'string' ? found : key, params);
}

/** The sentence in the language in use. */
export function t(key: TextKey, params: Params = {}): string {
  return anyText(key, params);
}

/** The sentence in the form this number needs; `{n}` is the number. */
export function anyCount(key: string, n: number, params: Params): string {
  const { language: tag, catalogue } = words.value;
  const forms = catalogue[key] ?? english[key];
  const form = new Intl.PluralRules(tag).select(n);
  const found = typeof forms === 'object' ? (forms[form] ?? forms.other) : undefined;
  return fill(found ?? key, { n: new Intl.NumberFormat(tag).format(n), ...params });
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

/** The whole date, for what is read on another day. */
export function formatDate(at: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'full' }).format(at);
}

/** Day and time, short. */
export function formatMoment(at: number): string {
  return new Intl.DateTimeFormat(language(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    at,
  );
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
