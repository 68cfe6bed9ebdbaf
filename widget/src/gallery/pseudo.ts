/**
 * @file A language for finding faults: English with accents on every letter, about a third longer,
 * read from the right. What is not in a catalogue stays plain and is seen at once.
 */

import en from '../i18n/en.json';
import staff from '../i18n/staff.en.json';
import stageEn from '../i18n/stage/en.json';
import videoEn from '../i18n/stage/video/en.json';
import transcriptEn from '../i18n/transcript/en.json';

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DRESSED = 'áƀçďéƒğĥíĵķłɱñóƥɋřšťúṽŵẋýžÁƁÇĎÉƑĞĤÍĴĶŁṀÑÓƤɊŘŠŤÚṼŴẊÝŽ';
/** Every so many letters one is said twice, so that words grow as they do in German. */
const LONGER_EVERY = 3;

const dress = new Map([...PLAIN].map((letter, at) => [letter, [...DRESSED][at] ?? letter]));

/** The text with accents, its places such as `{name}` untouched. */
export function pseudo(text: string): string {
  let letters = 0;
  return text
    .split(/(\{\w+\})/u)
    .map((part) => {
      if (part.startsWith('{')) return part;
      return [...part]
        .map((sign) => {
          const dressed = dress.get(sign);
          if (dressed === undefined) return sign;
          letters += 1;
          return letters % LONGER_EVERY === 0 ? dressed + dressed.toLowerCase() : dressed;
        })
        .join('');
    })
    .join('');
}

function rewrite(catalogue: object) {
  for (const [key, words] of Object.entries(catalogue)) {
    const forms = Object.entries(words).map(([form, text]) => [form, pseudo(String(text))]);
    const next = typeof words === 'string' ? pseudo(words) : Object.fromEntries(forms);
    Reflect.set(catalogue, key, next);
  }
}

/** Turns English into it, for the life of this page. */
export function speakPseudo(): void {
  for (const catalogue of [en, staff, stageEn, transcriptEn, videoEn]) rewrite(catalogue);
  document.documentElement.dir = 'rtl';
}
