/**
 * @file The words for another device of a visitor. They are loaded when one is asked for, one
 * language at a time.
 */

import { signal } from '@preact/signals';
import type en from './device/en.json';
import { fill, type Language, language, type Params } from './i18n';

/** A text about another device. */
export type DeviceTextKey = keyof typeof en;

type Words = Readonly<Record<DeviceTextKey, string>>;

const LOADERS: Record<Language, () => Promise<{ default: Words }>> = {
  en: () => import('./device/en.json'),
  es: () => import('./device/es.json'),
  ru: () => import('./device/ru.json'),
};

const loaded = signal<Partial<Record<Language, Words>>>({});

async function load(tag: Language): Promise<void> {
  const words = (await LOADERS[tag]()).default;
  loaded.value = { ...loaded.peek(), [tag]: words };
}

/** Resolves when there are words in the language in use. */
export async function loadDeviceTexts(): Promise<void> {
  const tag = language();
  if (!loaded.peek()[tag]) await load(tag);
}

/** The text in the language in use; in the one before while that is on its way. */
export function deviceText(key: DeviceTextKey, params: Params = {}): string {
  const tag = language();
  const all = loaded.value;
  if (!all[tag]) load(tag).catch(() => undefined);
  const words = all[tag] ?? Object.values(all)[0];
  return fill(words?.[key] ?? '', params);
}
