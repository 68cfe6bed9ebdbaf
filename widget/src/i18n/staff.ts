/** @file The words of the console, which visitors never load. Imported instead of `i18n` there. */

import { addWords, anyCount, anyText, type Params, type SentenceOf, type TextKey } from './i18n';
import en from './staff.en.json';

/** A sentence of the console. */
export type StaffKey = SentenceOf<typeof en> | TextKey;
/** A sentence with a number in it. */
export type StaffCount = Exclude<keyof typeof en, StaffKey>;

addWords({ en, es: () => import('./staff.es.json'), ru: () => import('./staff.ru.json') });

/** The sentence in the language in use. */
export function t(key: StaffKey, params: Params = {}): string {
  return anyText(key, params);
}

/** The sentence in the form this number needs; `{n}` is the number. */
export function count(key: StaffCount, n: number, params: Params = {}): string {
  return anyCount(key, n, params);
}
