/**
 * @file The words of the stage and of sending pictures. They are loaded with the stage, one
 * language at a time, because whoever only chats never needs them.
 */

import { signal } from '@preact/signals';
import { fill, type Language, language, type Params } from './i18n';
import type en from './stage/en.json';
import type video from './stage/video/en.json';

/** A text of the stage. */
export type StageTextKey = keyof typeof en | keyof typeof video;

type Words = Readonly<Partial<Record<StageTextKey, string>>>;

const LOADERS: Record<Language, () => Promise<{ default: Words }>> = {
  en: () => import('./stage/en.json'),
  es: () => import('./stage/es.json'),
  ru: () => import('./stage/ru.json'),
};

/** Words of what plays videos, which comes later still. */
const VIDEO: Record<Language, () => Promise<{ default: Words }>> = {
  en: () => import('./stage/video/en.json'),
  es: () => import('./stage/video/es.json'),
  ru: () => import('./stage/video/ru.json'),
};

/** Whether those are needed. */
let moves = false;

const loaded = signal<Partial<Record<Language, Words>>>({});

async function load(tag: Language): Promise<void> {
  const [still, moving] = await Promise.all([LOADERS[tag](), moves ? VIDEO[tag]() : null]);
  const words = { ...still.default, ...moving?.default };
  loaded.value = { ...loaded.peek(), [tag]: words };
}

/** Resolves when there are words in the language in use. */
export async function loadStageTexts(): Promise<void> {
  const tag = language();
  if (!loaded.peek()[tag]) await load(tag);
}

/** The same with the words of videos. */
export async function loadVideoTexts(): Promise<void> {
  moves = true;
  await load(language());
}

/** The text in the language in use; in the one before while that is on its way. */
export function stageText(key: StageTextKey, params: Params = {}): string {
  const tag = language();
  const all = loaded.value;
  if (!all[tag]) load(tag).catch(() => undefined);
  const words = all[tag] ?? Object.values(all)[0];
  return fill(words?.[key] ?? '', params);
}
