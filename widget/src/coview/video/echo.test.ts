/** @file Own calls are not taken for hands, and hands not for own calls. */

import { expect, test } from 'vitest';
import { Echo } from './echo';

function bench() {
  let now = 0;
  const echo = new Echo(() => now);
  const pass = (ms: number) => {
    now += ms;
  };
  return { echo, pass };
}

test('what was announced is an echo, once', () => {
  const { echo } = bench();
  echo.expect('pause');
  expect(echo.explains('pause')).toBe(true);
  expect(echo.explains('pause')).toBe(false);
});

test('what was announced too long ago no longer explains anything', () => {
  const { echo, pass } = bench();
  echo.expect('play');
  pass(701);
  expect(echo.explains('play')).toBe(false);
});

test('a seek elsewhere than announced is a hand', () => {
  const { echo } = bench();
  echo.expect('seek', 10);
  expect(echo.explains('seek', 31)).toBe(false);
  expect(echo.explains('seek', 10.2)).toBe(true);
});

test('of two calls that overtook each other one event is left', () => {
  const { echo } = bench();
  echo.expect('seek', 10);
  echo.expect('seek', 12);
  expect(echo.explains('seek', 12)).toBe(true);
  expect(echo.explains('seek', 10)).toBe(false);
});

test('one kind does not explain another', () => {
  const { echo } = bench();
  echo.expect('play');
  expect(echo.explains('pause')).toBe(false);
});
