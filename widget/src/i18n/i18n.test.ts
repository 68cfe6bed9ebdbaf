/** @file Three catalogues with the same keys and places, each key in use, plurals complete. */

import { describe, expect, test } from 'vitest';
import deviceEn from './device/en.json';
import deviceEs from './device/es.json';
import deviceRu from './device/ru.json';
import en from './en.json';
import es from './es.json';
import { fill, formatDay, formatWait, LANGUAGES, pickLanguage } from './i18n';
import invitation from './invitation.json';
import invitationWords from './invitation_words.json';
import launcher from './launcher.json';
import ru from './ru.json';
import staffEn from './staff.en.json';
import staffEs from './staff.es.json';
import staffRu from './staff.ru.json';
import stageEn from './stage/en.json';
import stageEs from './stage/es.json';
import stageRu from './stage/ru.json';
import videoEn from './stage/video/en.json';
import videoEs from './stage/video/es.json';
import videoRu from './stage/video/ru.json';
import transcriptEn from './transcript/en.json';
import transcriptEs from './transcript/es.json';
import transcriptRu from './transcript/ru.json';

type Words = Record<string, string | Record<string, string>>;
const parts: readonly (readonly [string, string, Words, Words])[] = [
  ['panel', 'en', en, en],
  ['panel', 'es', es, en],
  ['panel', 'ru', ru, en],
  ['console', 'en', staffEn, staffEn],
  ['console', 'es', staffEs, staffEn],
  ['console', 'ru', staffRu, staffEn],
];

const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
const forms = (value: string | Record<string, string> | undefined) =>
  typeof value === 'object' ? Object.values(value) : [value ?? ''];

describe.each(parts)('%s %s', (_, tag, words, english) => {
  test('has the keys of English, in its order', () => {
    expect(Object.keys(words)).toEqual(Object.keys(english));
  });

  test('has the places of English in every form', () => {
    for (const [key, value] of Object.entries(english)) {
      const wanted = places(forms(value)[0] ?? '');
      for (const form of forms(words[key])) expect(places(form), key).toEqual(wanted);
    }
  });

  test('has every form that counting needs', () => {
    const needed = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
    for (const [key, value] of Object.entries(words)) {
      if (typeof value !== 'object') continue;
      for (const form of needed) expect(value[form], `${key}.${form}`).toBeTruthy();
    }
  });

  test('says nothing empty', () => {
    for (const [key, value] of Object.entries(words)) {
      for (const form of forms(value)) expect(form.trim(), key).not.toBe('');
    }
  });
});

test('every key is used somewhere, and every key in use exists', () => {
  const files = import.meta.glob<string>(
    ['../**/*.{ts,tsx}', '!../**/*.test.ts', '!../coview/**', '!../upload/**', '!../gallery/**'],
    {
      query: '?raw',
      import: 'default',
      eager: true,
    },
  );
  const source = Object.values(files).join('\n');
  const quoted = new Set(
    [...source.matchAll(/['"]([a-zA-Z]+(?:\.[a-zA-Z_]+)+)['"]/g)].map((one) => one[1]),
  );
  const all = { ...en, ...staffEn };
  const unused = Object.keys(all).filter((key) => !quoted.has(key));
  expect(unused).toEqual([]);
  const called = [...source.matchAll(/\b(?:t|count)\(\s*'([^']+)'/g)].map((one) => one[1] ?? '');
  expect(called.filter((key) => !(key in all))).toEqual([]);
});

test('no page says the same key in two ways', () => {
  expect(Object.keys(staffEn).filter((key) => key in en)).toEqual([]);
});

test('the stage has the same words with the same places in all languages, and uses each', () => {
  const whole: Record<string, string> = { ...stageEn, ...videoEn };
  const others: Record<string, string>[] = [
    { ...stageEs, ...videoEs },
    { ...stageRu, ...videoRu },
  ];
  for (const other of others) {
    expect(Object.keys(other)).toEqual(Object.keys(whole));
    for (const [key, words] of Object.entries(whole)) {
      expect(places(other[key] ?? ''), key).toEqual(places(words));
    }
  }
  const files = import.meta.glob<string>(['../coview/**/*.{ts,tsx}', '../upload/**/*.{ts,tsx}'], {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const source = Object.values(files).join('\n');
  // Tools, marks and ninths of a picture are put together where they are used.
  const made = /^stage\.(tool|mark|where)\./;
  const unused = Object.keys(whole).filter(
    (key) => !made.test(key) && ![`'${key}'`, `"${key}"`].some((one) => source.includes(one)),
  );
  expect(unused).toEqual([]);
});

test('a transcript has the same words with the same places in all languages, and uses each', () => {
  for (const other of [transcriptEs, transcriptRu]) {
    expect(Object.keys(other)).toEqual(Object.keys(transcriptEn));
    for (const key of Object.keys(transcriptEn) as (keyof typeof transcriptEn)[]) {
      expect(places(other[key]), key).toEqual(places(transcriptEn[key]));
    }
  }
  const files = import.meta.glob<string>('../transcript/**/*.{ts,tsx}', {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const source = Object.values(files).join('\n');
  expect(Object.keys(transcriptEn).filter((key) => !source.includes(`'${key}'`))).toEqual([]);
});

test('another device has the same words with the same places in all languages, each in use', () => {
  for (const other of [deviceEs, deviceRu]) {
    expect(Object.keys(other)).toEqual(Object.keys(deviceEn));
    for (const key of Object.keys(deviceEn) as (keyof typeof deviceEn)[]) {
      expect(places(other[key]), key).toEqual(places(deviceEn[key]));
    }
  }
  const files = import.meta.glob<string>('../visitor/*.tsx', {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const source = Object.values(files).join('\n');
  expect(Object.keys(deviceEn).filter((key) => !source.includes(`'${key}'`))).toEqual([]);
});

test('the launcher has the same words in all languages', () => {
  const keys = Object.values(launcher).map((words) => Object.keys(words));
  expect(new Set(keys.map(String)).size).toBe(1);
});

test('an invitation has its words in all languages', () => {
  const keys = Object.values(invitation).map((words) => Object.keys(words));
  expect(new Set(keys.map(String)).size).toBe(1);
  for (const words of Object.values(invitation)) expect(places(words.from)).toEqual(['name']);
  expect(Object.keys(invitationWords)).toEqual(LANGUAGES.map(({ tag }) => tag));
});

test('the best language is the first we have words in', () => {
  expect(pickLanguage([undefined, 'de-DE', 'es-MX', 'en'])).toBe('es');
  expect(pickLanguage(['', 'pt'])).toBe('en');
});

test('a place without a value stays visible', () => {
  expect(fill('{name} is {what}', { name: 'Ana' })).toBe('Ana is {what}');
});

test('waits are written with seconds, and with hours when there are any', () => {
  expect([0, 42_000, 725_000, 3_720_000, -5].map(formatWait)).toEqual([
    '0:00',
    '0:42',
    '12:05',
    '1:02:00',
    '0:00',
  ]);
});

test('today and yesterday have names', () => {
  const noon = new Date(2026, 5, 15, 12).getTime();
  expect(formatDay(noon, noon)).toBe('Today');
  expect(formatDay(noon - 86_400_000, noon)).toBe('Yesterday');
  expect(formatDay(noon - 3 * 86_400_000, noon)).toMatch(/June/);
});

test('s50_words_of_others_change_no_direction_but_their_own', () => {
  expect(fill('{who} writes', { who: 'Ana' })).toBe('Ana writes');
  expect(fill('{who} writes', { who: 'דנה' })).toBe('\u2068דנה\u2069 writes');
  const spoof = fill('{who} writes', { who: 'x\u202Egnp.exe\u2069\u202C' });
  expect(spoof).toBe('\u2068xgnp.exe\u2069 writes');
});
