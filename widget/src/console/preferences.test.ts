/** @file What somebody chose on one device is there on another. @vitest-environment happy-dom */

import { expect, test, vi } from 'vitest';
import { memoryKeep } from '../net/keep';
import type { PatchMe } from '../wire/generated';
import { createWishes } from './preferences';

function device() {
  const store = memoryKeep();
  const patches: PatchMe[] = [];
  const patchMe = vi.fn(async (patch: PatchMe) => {
    patches.push(patch);
    return null as never;
  });
  const acts = { setLanguage: vi.fn(), setTheme: vi.fn() };
  return { store, patches, acts, wishes: createWishes({ patchMe }, store, acts) };
}

test('a choice holds here at once and goes to the account, the rest of it untouched', async () => {
  const { wishes, patches, acts, store } = device();
  await wishes.choose({ theme: 'dark' });
  expect(acts.setTheme).toHaveBeenCalledWith('dark');
  expect(patches).toEqual([
    { name: null, preferences: { language: null, theme: 'dark', sound: null } },
  ]);
  expect(createWishes({ patchMe: vi.fn() }, store, acts).theme.value).toBe('dark');
});

test('signing in elsewhere brings what the account says, and leaves what it does not', () => {
  const { wishes, acts, store } = device();
  store.set('vitrine.console.language', 'ru');
  wishes.take({ language: null, theme: 'light', sound: true });
  expect([wishes.theme.value, wishes.sound.value]).toEqual(['light', true]);
  expect(acts.setLanguage).not.toHaveBeenCalled();
  wishes.take({ language: 'es', theme: 'light', sound: false });
  expect(acts.setLanguage).toHaveBeenCalledWith('es');
  expect(acts.setTheme).toHaveBeenCalledTimes(1);
  expect(wishes.sound.value).toBe(false);
});
