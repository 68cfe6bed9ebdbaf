/** @file Every act the server writes down has words in every language. */

import { expect, test } from 'vitest';
import en from '../../i18n/staff.en.json';
import es from '../../i18n/staff.es.json';
import ru from '../../i18n/staff.ru.json';
import generated from '../../wire/generated.ts?raw';
import { AUDIT_WORDS, auditWords } from './audit_words';

/** The actions as the server's own list has them. */
const actions = [
  ...(/export type AuditAction = ([^;]+);/.exec(generated)?.[1] ?? '').matchAll(/"(\w+)"/g),
].map(([, action = '']) => action);

test('every action of the server has words in three languages, and no other has any', () => {
  expect(actions.length).toBeGreaterThan(0);
  expect(Object.keys(AUDIT_WORDS).sort()).toEqual([...actions].sort());
  for (const words of [en, es, ru].map((all) => new Map<string, unknown>(Object.entries(all)))) {
    const said = Object.values(AUDIT_WORDS).map((key) => words.get(key));
    expect(said.every((one) => typeof one === 'string' && one !== '')).toBe(true);
    expect(new Set(said).size).toBe(said.length);
  }
});

test('an action of another version keeps its name', () => {
  expect(auditWords('signed_in')).toBe('Signed in');
  expect(auditWords('moon_landed')).toBe('moon landed');
});
