/** @file A name and an address are asked for once, and only where nothing is known. */

import { expect, test } from 'vitest';
import type { Api } from '../net/api';
import { memoryKeep } from '../net/keep';
import { Refused } from '../net/refused';
import type { VisitorSelf } from '../wire/generated';
import { createContact } from './contact';

const NOBODY: VisitorSelf = { id: 'v', name: null, email: null, verified: false };

const PAGE = 'https://shop.example/bags/7';

function door(first: VisitorSelf | Refused) {
  const bodies: object[] = [];
  let self = first;
  const api: Api = {
    get: () => Promise.reject(new Refused('not_found')),
    post: () => Promise.reject(new Refused('not_found')),
    send: () => Promise.reject(new Error('not asked for')),
    blob: () => Promise.reject(new Refused('not_found')),
    signed: () => Promise.reject(new Refused('not_found')),
    delete: () => Promise.reject(new Refused('not_found')),
    patch: async (_path, body, read) => {
      bodies.push(body);
      if (self instanceof Refused) throw self;
      const told = Object.entries(body).filter(([, value]) => value !== null);
      self = { ...self, ...Object.fromEntries(told) };
      const found = read(self);
      if (found === null) throw new Refused('unavailable');
      return found;
    },
  };
  return { api, bodies };
}

const settled = () => new Promise((done) => setTimeout(done));

test('the question needs no request; an address answers it for good', async () => {
  const { api, bodies } = door(NOBODY);
  const keep = memoryKeep();
  const contact = createContact(api, keep, 'k', () => PAGE);
  expect(contact.wanted.value).toBe(true);
  expect(bodies).toEqual([]);
  contact.edit(true);
  await settled();
  expect(bodies).toEqual([{ name: null, email: null, language: 'en', page: PAGE }]);
  await contact.save('Luis', 'luis@shop.example');
  expect(contact.wanted.value).toBe(false);
  expect(contact.editing.value).toBe(false);
  expect(contact.self.value?.name).toBe('Luis');
  expect(createContact(api, keep, 'k', () => PAGE).wanted.value).toBe(false);
});

test('a no is kept over a reload', () => {
  const keep = memoryKeep();
  const first = createContact(door(NOBODY).api, keep, 'k', () => PAGE);
  first.decline();
  expect(first.wanted.value).toBe(false);
  expect(createContact(door(NOBODY).api, keep, 'k', () => PAGE).wanted.value).toBe(false);
});

test('whom the shop has signed for is not asked', async () => {
  const contact = createContact(
    door({ ...NOBODY, verified: true }).api,
    memoryKeep(),
    'k',
    () => PAGE,
  );
  contact.changed();
  await settled();
  expect(contact.wanted.value).toBe(false);
});

test('what was refused stays open to be mended', async () => {
  const contact = createContact(door(new Refused('bad_field')).api, memoryKeep(), 'k', () => PAGE);
  contact.edit(true);
  await expect(contact.save('', 'nobody')).rejects.toThrow('bad_field');
  expect(contact.editing.value).toBe(true);
  expect(contact.wanted.value).toBe(true);
});
