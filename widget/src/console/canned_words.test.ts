/** @file Saved answers: their fields, which are missing, and in which order they are offered. */

import { describe, expect, test } from 'vitest';
import type { Canned } from '../wire/generated';
import { askedFor, fill, firstName, holesIn, ranked, wordsIn } from './canned_words';

const FACTS = { 'visitor.first_name': 'Luis', 'agent.name': 'Ana', 'product.title': null };

function canned(name: string, more: Partial<Canned> = {}): Canned {
  return {
    id: name,
    name,
    scope: 'me',
    bodies: { en: `About ${name}` },
    language: 'en',
    visuals: [],
    uses: 0,
    changedAt: 0,
    mine: true,
    ...more,
  };
}

describe('variables', () => {
  test('what is known is filled in and what is not stays to be seen', () => {
    expect(fill('Hi {{visitor.first_name}}, {{ agent.name }} here', FACTS)).toBe(
      'Hi Luis, Ana here',
    );
    expect(fill('About {{product.title}}', FACTS)).toBe('About {{product.title}}');
    expect(fill('About {{product.title|default:"this bag"}}', FACTS)).toBe('About this bag');
    expect(fill('Hi {{visitor.first_name|default:"there"}}', FACTS)).toBe('Hi Luis');
  });

  test('a name with braces becomes no variable', () => {
    const facts = { ...FACTS, 'visitor.first_name': '{{agent.name}}' };
    expect(fill('Hi {{visitor.first_name}}', facts)).toBe('Hi agent.name');
  });

  test('every hole is found with its place', () => {
    const text = 'Hi {{visitor.first_name}}: {{product.title|default:"x"}} {{whatever}}';
    expect(holesIn(text)).toEqual([
      { text: '{{visitor.first_name}}', at: 3, variable: 'visitor.first_name' },
      { text: '{{product.title|default:"x"}}', at: 27, variable: 'product.title' },
      { text: '{{whatever}}', at: 57, variable: null },
    ]);
    expect(holesIn('a { brace } and }}')).toEqual([]);
    expect(holesIn('{{7*7}} {{}} {{ "so" }}')).toEqual([]);
  });

  test('the first name is the first word', () => {
    expect(firstName('  Luis Miguel ')).toBe('Luis');
    expect(firstName('  ')).toBeNull();
    expect(firstName(null)).toBeNull();
  });
});

describe('language', () => {
  const both = canned('seam', { bodies: { en: 'Twice', 'es-mx': 'Dos', es: 'Doble' } });

  test('the exact one, then its family, then the own one', () => {
    expect(wordsIn(both, 'es-MX')).toBe('Dos');
    expect(wordsIn(both, 'es-AR')).toBe('Doble');
    expect(wordsIn(both, 'ru')).toBe('Twice');
    expect(wordsIn(both, null)).toBe('Twice');
    expect(wordsIn(canned('x', { bodies: { 'pt-br': 'Oi' }, language: 'en' }), 'pt')).toBe('Oi');
    expect(wordsIn(canned('x', { bodies: {} }), 'en')).toBe('');
  });
});

describe('what is asked for', () => {
  test('a slash at a word’s beginning, up to the cursor', () => {
    expect(askedFor('/', 1)).toEqual({ at: 0, query: '' });
    expect(askedFor('Hello /se', 9)).toEqual({ at: 6, query: 'se' });
    expect(askedFor('Hello /se and', 9)).toEqual({ at: 6, query: 'se' });
    expect(askedFor('and/or', 6)).toBeNull();
    expect(askedFor('https://x', 9)).toBeNull();
    expect(askedFor('/two words', 10)).toBeNull();
  });

  test('by how well they match and how often they helped', () => {
    const all = [
      canned('double-seam', { uses: 9 }),
      canned('seam'),
      canned('sewing', { uses: 2 }),
      canned('returns', { bodies: { en: 'Look at the seam first' }, uses: 5 }),
    ];
    const names = (query: string) => ranked(all, query).map(({ name }) => name);
    expect(names('seam')).toEqual(['seam', 'double-seam', 'returns']);
    expect(names('SE')).toEqual(['sewing', 'seam', 'double-seam', 'returns']);
    expect(names('')).toEqual(['double-seam', 'returns', 'sewing', 'seam']);
    expect(names('sng')).toEqual(['sewing']);
    expect(names('zebra')).toEqual([]);
  });
});
