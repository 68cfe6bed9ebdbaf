/** @file Keys of the console. @vitest-environment happy-dom */

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchKeys } from './keys';

const done: string[] = [];
const note = (what: string) => () => {
  done.push(what);
};
const BINDINGS = new Map([
  ['j', note('next')],
  ['g c', note('chats')],
  ['Mod+k', note('palette')],
  ['?', note('help')],
]);
let stop = () => {};

beforeEach(() => {
  done.length = 0;
  document.body.replaceChildren();
  stop = watchKeys(() => BINDINGS, note('leave'));
});
afterEach(() => stop());

function press(key: string, init: KeyboardEventInit = {}, target: Element = document.body) {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...init }));
}

test('letters, sequences and chords do what they say', () => {
  press('j');
  press('g');
  press('c');
  press('k', { metaKey: true });
  press('K', { ctrlKey: true });
  press('?', { shiftKey: true });
  expect(done).toEqual(['next', 'chats', 'palette', 'palette', 'help']);
});

test('a Cyrillic keyboard has the same keys', () => {
  press('о', { code: 'KeyJ' });
  press('п', { code: 'KeyG' });
  press('с', { code: 'KeyC' });
  expect(done).toEqual(['next', 'chats']);
});

test('letters rest while one writes and on the stage; chords and Escape do not', () => {
  const field = document.createElement('textarea');
  const stage = document.createElement('button');
  stage.dataset['stage'] = '';
  document.body.append(field, stage);
  press('j', {}, field);
  press('j', {}, stage);
  press('k', { ctrlKey: true }, field);
  const blur = vi.spyOn(field, 'blur');
  press('Escape', {}, field);
  expect(done).toEqual(['palette', 'leave']);
  expect(blur).toHaveBeenCalledOnce();
});

test('the second letter of a sequence comes soon or counts as a first', () => {
  vi.useFakeTimers();
  press('g');
  vi.advanceTimersByTime(5_000);
  const late = new KeyboardEvent('keydown', { key: 'c', bubbles: true });
  Object.defineProperty(late, 'timeStamp', { value: performance.now() + 60_000 });
  document.body.dispatchEvent(late);
  vi.useRealTimers();
  expect(done).toEqual([]);
});
