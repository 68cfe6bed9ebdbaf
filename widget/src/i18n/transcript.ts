/** @file The words of a transcript; they are loaded with it, one language at a time. */

import { signal } from '@preact/signals';
import { fill, type Language, language, type Params } from './i18n';
import type en from './transcript/en.json';

/** A text of the transcript. */
export type TranscriptKey = keyof typeof en;

type Words = Readonly<Record<TranscriptKey, string>>;

const LOADERS: Record<Language, () => Promise<{ default: Words }>> = {
  en: () => import('./transcript/en.json'),
  es: () => import('./transcript/es.json'),
  ru: () => import('./transcript/ru.json'),
};

const loaded = signal<Partial<Record<Language, Words>>>({});

/** Resolves when there are words in the language in use. */
export async function loadTranscriptTexts(): Promise<void> {
  const tag = language();
  if (loaded.peek()[tag]) return;
  const words = (await LOADERS[tag]()).default;
  loaded.value = { ...loaded.peek(), [tag]: words };
}

/** The text in the language in use. */
export function transcriptText(key: TranscriptKey, params: Params = {}): string {
  const words = loaded.value[language()] ?? Object.values(loaded.value)[0];
  return fill(words?.[key] ?? '', params);
}
