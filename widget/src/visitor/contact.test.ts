/** @file A name and an address are asked for once, and only where nothing is known. */

import { expect, test } from 'vitest';
import type { Api } from '../net/api';
import { memoryKeep } from '../net/keep';
import { Refused } from '../net/refused';
import type { VisitorSelf } from '../wire/generated';
import { createContact } from './contact';

const NOBODY: VisitorSelf = { id: 'v', name: null, email: null, verified: false };

function door(first: VisitorSelf | Refused) {
  const bodies: object[] = [];
  let self = first;
  const api: Api = {
    get: () => Promise.reject(new Refused('not_found')),
    post: () => Promise.reject(new Refused('not_found')),
    delete: () => Promise.reject(new Refused('not_found')),
    send: () => Promise.reject(new Error('not asked for')),
    blob: () => Promise.reject(new Refused('not_found')),
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

test('who has told nothing is asked; who has told is not asked again', async () => {
  const { api, bodies } = door(NOBODY);
  const contact = createContact(api, memoryKeep(), 'k');
  expect(contact.wanted.value).toBe(false);
  contact.load();
  contact.load();
  await settled();
  expect(bodies).toEqual([{ name: null, email: null }]);
  expect(contact.wanted.value).toBe(true);
  await contact.save('Luis', 'luis@shop.example');
  expect(contact.wanted.value).toBe(false);
  expect(contact.self.value?.name).toBe('Luis');
});

test('a no is kept over a reload', async () => {
  const keep = memoryKeep();
  const first = createContact(door(NOBODY).api, keep, 'k');
  first.load();
  await settled();
  first.decline();
  expect(first.wanted.value).toBe(false);
  const second = createContact(door(NOBODY).api, keep, 'k');
  second.load();
  await settled();
  expect(second.wanted.value).toBe(false);
});

test('whom the shop has signed for is not asked', async () => {
  const contact = createContact(door({ ...NOBODY, verified: true }).api, memoryKeep(), 'k');
  contact.load();
  await settled();
  expect(contact.wanted.value).toBe(false);
});

test('where the service has no such door nothing is asked', async () => {
  const { api, bodies } = door(new Refused('not_found'));
  const contact = createContact(api, memoryKeep(), 'k');
  contact.load();
  await settled();
  contact.load();
  await settled();
  expect(contact.wanted.value).toBe(false);
  expect(bodies).toHaveLength(1);
});
