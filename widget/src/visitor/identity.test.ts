/**
 * @file The token of a visitor: made once, changed by the shop's word, gone after a reset.
 * @vitest-environment happy-dom
 */

import { expect, test } from 'vitest';
import type { Api } from '../net/api';
import { memoryKeep } from '../net/keep';
import { Refused } from '../net/refused';
import { createIdentity } from './identity';

function service() {
  const asked: { readonly path: string; readonly body: object }[] = [];
  let made = 0;
  const refuse = () => Promise.reject(new Refused('not_found'));
  const api: Api = {
    get: refuse,
    patch: refuse,
    delete: refuse,
    send: refuse,
    blob: refuse,
    signed: refuse,
    post: async (path, body, read) => {
      asked.push({ path, body });
      made += 1;
      const found = read({ token: `token-${made}` });
      if (found === null) throw new Refused('unavailable');
      return found;
    },
  };
  return { api, asked };
}

test('s14_the_shops_word_changes_the_token_and_the_next_hello_uses_it', async () => {
  const { api, asked } = service();
  const identity = createIdentity(() => api, memoryKeep(), 'key', 'vitrine.visitor.key');
  expect(await identity.auth()).toEqual({ visitor: 'token-1' });
  expect(await identity.auth()).toEqual({ visitor: 'token-1' });
  await identity.identify('a.b.c');
  expect(await identity.auth()).toEqual({ visitor: 'token-2' });
  expect(asked).toEqual([
    { path: '/v1/visitors', body: { inbox: 'key' } },
    { path: '/v1/visitor/identify', body: { jwt: 'a.b.c' } },
  ]);
});

test('after a reset nothing of the visitor is left and the next one is another', async () => {
  const { api } = service();
  const keep = memoryKeep();
  const identity = createIdentity(() => api, keep, 'key', 'vitrine.visitor.key');
  await identity.auth();
  keep.set('vitrine.seen.room', '4');
  keep.set('vitrine.unsent.room.c1', '{}');
  keep.set('of.somebody.else', '1');
  identity.forget();
  expect(keep.keys()).toEqual(['of.somebody.else']);
  expect(await identity.auth()).toEqual({ visitor: 'token-2' });
});

test('a token that another tab has changed meanwhile is not thrown away', async () => {
  const { api } = service();
  const keep = memoryKeep();
  const identity = createIdentity(() => api, keep, 'key', 'vitrine.visitor.key');
  await identity.auth();
  keep.set('vitrine.visitor.key', 'of the other tab');
  identity.renew();
  expect(await identity.auth()).toEqual({ visitor: 'of the other tab' });
});

test('all tabs hear of another token, and not of their own', async () => {
  const { api } = service();
  const identity = createIdentity(() => api, memoryKeep(), 'key', 'name');
  await identity.auth();
  const heard: (string | null)[] = [];
  identity.onChange((token) => heard.push(token));
  const tell = (key: string, newValue: string | null) =>
    window.dispatchEvent(new StorageEvent('storage', { key, newValue }));
  tell('other', 'x');
  tell('name', 'token-1');
  tell('name', 'token-9');
  tell('name', null);
  expect(heard).toEqual(['token-9', null]);
});
