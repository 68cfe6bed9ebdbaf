/**
 * @file What becomes of a saved answer's words: the language, the variables, and which answers a
 * few typed letters mean. Knows no screen.
 */

import type { Canned } from '../wire/generated';

/** The variables, with what is known of them; null where nothing is. */
export interface Facts {
  readonly 'visitor.first_name': string | null;
  readonly 'agent.name': string | null;
  readonly 'product.title': string | null;
}

/** Name of a variable. */
export type Variable = keyof Facts;

/** All of them. */
export const VARIABLES: readonly Variable[] = ['visitor.first_name', 'agent.name', 'product.title'];

const HOLE = /\{\{\s*([a-z_.]+)\s*(?:\|\s*default:\s*"([^"{}]+)"\s*)?\}\}/g;

/** The words with everything filled in that is known; what is not stays as it is, to be seen. */
export function fill(text: string, facts: Facts): string {
  return text.replace(HOLE, (whole, name: string, otherwise: string | undefined) => {
    const variable = VARIABLES.find((one) => one === name);
    const known = variable ? facts[variable] : null;
    // Braces in somebody's name must not become a variable of their own.
    return known?.replaceAll(/[{}]/g, '') || otherwise || whole;
  });
}

/** A variable that is not filled in, and where it stands. */
export interface Hole {
  readonly text: string;
  readonly at: number;
  readonly variable: Variable | null;
}

/** What is meant as a variable, known or not; other things may well stand between two braces. */
const MEANT = /\{\{\s*[a-z][\w.]*\s*(?:\|[^{}]*)?\}\}/gi;

/** What is left to fill in; while there is one, nothing is sent. */
export function holesIn(text: string): readonly Hole[] {
  return [...text.matchAll(MEANT)].map((found) => {
    const name = new RegExp(HOLE.source).exec(found[0])?.[1];
    return {
      text: found[0],
      at: found.index,
      variable: VARIABLES.find((one) => one === name) ?? null,
    };
  });
}

/** The first word of a name. */
export function firstName(name: string | null): string | null {
  return name?.trim().split(/\s+/)[0] || null;
}

/** The words in this language, else in its family's, else in the answer's own; '' without any. */
export function wordsIn(canned: Canned, language: string | null): string {
  const { bodies } = canned;
  const tag = (language ?? '').toLowerCase();
  const family = tag.split('-')[0] ?? '';
  const cousin = Object.keys(bodies).find((key) => key.split('-')[0] === family);
  const found = [tag, family, cousin, canned.language, Object.keys(bodies)[0]];
  for (const key of found) {
    const words = key === undefined ? undefined : bodies[key];
    if (words !== undefined) return words;
  }
  return '';
}

/** What stands behind a slash before the cursor; null while no answer is asked for. */
export function askedFor(text: string, cursor: number): { at: number; query: string } | null {
  const found = /(?:^|\s)\/([^\s/]*)$/.exec(text.slice(0, cursor));
  const query = found?.[1];
  return query === undefined ? null : { at: cursor - query.length - 1, query };
}

/** How well an answer is meant by a query; 0 is not at all. */
function match(canned: Canned, query: string): number {
  if (query === '') return 1;
  const { name } = canned;
  if (name === query) return 8;
  if (name.startsWith(query)) return 6;
  if (name.split(/[-_.]/).some((part) => part.startsWith(query))) return 4;
  if (name.includes(query)) return 3;
  const words = Object.values(canned.bodies).join(' ').toLowerCase();
  if (words.includes(query)) return 2;
  return isSpread(name, query) ? 1 : 0;
}

/** Whether the letters of `query` stand in `text` in this order, with others between. */
function isSpread(text: string, query: string): boolean {
  let from = 0;
  for (const letter of query) {
    const at = text.indexOf(letter, from);
    if (at < 0) return false;
    from = at + letter.length;
  }
  return true;
}

/** The answers a query means, best first: by how well they match, then by how often they helped. */
export function ranked(all: readonly Canned[], query: string): readonly Canned[] {
  const asked = query.toLowerCase();
  return all
    .map((canned) => ({ canned, score: match(canned, asked) }))
    .filter(({ score }) => score > 0)
    .sort(
      (a, b) =>
        b.score - a.score ||
        b.canned.uses - a.canned.uses ||
        a.canned.name.localeCompare(b.canned.name),
    )
    .map(({ canned }) => canned);
}
