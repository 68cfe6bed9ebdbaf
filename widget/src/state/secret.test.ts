/** @file The secret of a link is read once and leaves no trace in the address. @vitest-environment happy-dom */

import { beforeEach, expect, test } from 'vitest';
import { takeSecret } from './secret';

const SECRET = 'Zm9yLXRlc3RzLW9ubHktMzItYnl0ZXMtb2YtYXNjaWk';

beforeEach(() => history.replaceState(null, '', '/invite'));

test('the secret of a link is taken out of the address at once', () => {
  history.replaceState(null, '', `/invite?lang=es#${SECRET}`);
  const before = history.length;
  expect(takeSecret()).toBe(SECRET);
  expect(location.href).not.toContain(SECRET);
  expect(location.search).toBe('?lang=es');
  expect(history.length).toBe(before);
  expect(takeSecret()).toBeNull();
});

test('what cannot be a secret of ours is taken out too, and is none', () => {
  history.replaceState(null, '', '/invite#%3Cscript%3E');
  expect(takeSecret()).toBeNull();
  expect(location.hash).toBe('');
});
