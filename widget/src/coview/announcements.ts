/** @file What a change of the room is in words, for who cannot see it. */

import { type Annotation, UNIT } from '../wire/generated';
import { decodePath } from './path';
import type { StageState } from './port';
import type { Say, StageTextKey } from './texts';

/** What the words depend on beside the states. */
export interface Listener {
  readonly t: Say;
  /** "You" for oneself. */
  readonly nameOf: (id: string) => string;
  /** The only other person here, if there is exactly one. */
  readonly other: string | null;
  /** The item this person chose last: nobody is told of the own choice. */
  readonly chosen: string | null;
}

/** The sentences a change is worth, in order of weight. */
export function announce(before: StageState, after: StageState, to: Listener): string[] {
  return [
    ...lockWords(before, after, to),
    ...shownWords(before, after, to),
    ...itemWords(before, after, to),
    ...markWords(before, after, to),
  ];
}

function lockWords(before: StageState, after: StageState, { t }: Listener): string[] {
  if (before.locked === after.locked) return [];
  return [t(after.locked ? 'stage.said.locked' : 'stage.said.unlocked')];
}

function shownWords(before: StageState, after: StageState, to: Listener): string[] {
  const { t, other, chosen } = to;
  const [id] = after.shown;
  if (before.shown.join() === after.shown.join() || id === undefined || id === chosen) return [];
  if (after.shown.length > 1) return [t('stage.said.compares', { n: after.shown.length })];
  const title = titleOf(after, id, t);
  return [other ? t('stage.showing', { name: other, title }) : t('stage.shown', { title })];
}

function itemWords(before: StageState, after: StageState, { t }: Listener): string[] {
  const known = new Set(before.items.map((item) => item.id));
  const added = after.items.filter((item) => !known.has(item.id) && !after.shown.includes(item.id));
  return added.map((item) => t('stage.said.added', { title: titleOf(after, item.id, t) }));
}

function markWords(before: StageState, after: StageState, { t, nameOf }: Listener): string[] {
  const known = new Set(before.annotations.map((mark) => mark.id));
  const there = new Set(after.annotations.map((mark) => mark.id));
  const drawn = after.annotations
    // A mark without a place in the log is told when it has one, and a number.
    .filter((mark) => Number.isFinite(mark.seq))
    .filter((mark) => !known.has(mark.id) || !Number.isFinite(seqOf(before, mark.id)))
    .map((mark) =>
      t('stage.said.drew', {
        name: nameOf(mark.author),
        mark: markName(mark, t),
        where: t(whereOf(mark, after)),
      }),
    );
  const gone = before.annotations.filter((mark) => !there.has(mark.id)).length;
  return gone > 0 ? [...drawn, t('stage.said.deleted', { n: gone })] : drawn;
}

function seqOf(state: StageState, id: string): number {
  return state.annotations.find((mark) => mark.id === id)?.seq ?? Number.POSITIVE_INFINITY;
}

function titleOf(state: StageState, id: string, t: Say): string {
  return state.items.find((item) => item.id === id)?.title || t('stage.untitled');
}

function markName({ mark, number }: Annotation, t: Say): string {
  return t(`stage.mark.${mark.tool}`, { words: mark.text ?? '', n: number ?? '' });
}

/** In which ninth of the picture, as it was taken, a mark begins. */
export function whereOf({ mark, item: id }: Annotation, state: StageState): StageTextKey {
  const item = state.items.find((one) => one.id === id);
  const at = decodePath(mark.path)[0] ?? { x: 0, y: 0 };
  const height = item ? (UNIT * item.size.height) / item.size.width : UNIT;
  return `stage.where.${third(at.x / UNIT)}${third(at.y / height)}`;
}

function third(part: number): 0 | 1 | 2 {
  return part < 1 / 3 ? 0 : part < 2 / 3 ? 1 : 2;
}

/** Sentences one after the other, with time to hear each, and never a flood. */
export class Speaker {
  readonly #say: (words: string) => void;
  readonly #more: (n: number) => string;
  #waiting: string[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(say: (words: string) => void, more: (n: number) => string) {
    this.#say = say;
    this.#more = more;
  }

  add(sentences: readonly string[]): void {
    this.#waiting.push(...sentences);
    if (this.#timer === null) this.#next();
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #next(): void {
    this.#timer = null;
    const [first, ...others] = this.#waiting;
    if (first === undefined) return;
    if (others.length < MOST_WAITING) {
      this.#waiting = others;
      this.#say(first);
    } else {
      this.#waiting = [];
      this.#say(`${first}. ${this.#more(others.length)}.`);
    }
    this.#timer = setTimeout(() => this.#next(), EVERY_MS);
  }
}

/** A sentence of this length is read out in about this time. */
export const EVERY_MS = 2_500;
/** So many sentences are still told one by one. */
const MOST_WAITING = 3;
