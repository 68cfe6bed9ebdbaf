/** @file What the tabs of the list show. @vitest-environment happy-dom */

import { signal } from '@preact/signals';
import { expect, test, vi } from 'vitest';
import type { Client } from '../net/client';
import type { TopicListener } from '../net/topics';
import { row } from '../state/rows_testing';
import { LIST_ROWS, type ListRow, type ListView } from '../wire/generated';
import { createLists } from './lists';

const COUNTS = { mine: 1, unassigned: 1, all: 3 };
const told = (rows: ListRow[], gone: string[] = []) => {
  return { sub: 1, reset: false, rows, gone, counts: COUNTS };
};

function lists() {
  const topics = new Map<ListView, TopicListener>();
  const closed: ListView[] = [];
  const client: Pick<Client, 'list'> = {
    list: (view, listener) => {
      topics.set(view, listener);
      const close = () => {
        closed.push(view);
      };
      return { sub: () => 1, reopen: () => undefined, close };
    },
  };
  const endedBefore = vi.fn(async () => {
    return { rows: [row('older', { rev: 0, activeAt: -1, status: 'resolved' })], more: false };
  });
  return { topics, closed, endedBefore, made: createLists(client, { endedBefore }, signal('me')) };
}

test('ls4 the tabs show one’s own, nobody’s and all, the ended ones on demand', () => {
  const { topics, closed, made } = lists();
  expect(made.rows.value).toBeNull();
  const open = [row('mine', { assignee: 'me' }), row('hers', { assignee: 'her' }), row('free')];
  topics.get('all')?.rows?.(told(open));
  const shown = () => made.rows.value?.map((one) => one.conversation);
  expect(shown()).toEqual(['free', 'hers', 'mine']);
  made.show('mine');
  expect(shown()).toEqual(['mine']);
  made.show('unassigned');
  expect(shown()).toEqual(['free']);
  expect(topics.has('resolved')).toBe(false);
  made.show('resolved');
  expect(made.rows.value).toBeNull();
  topics.get('resolved')?.rows?.(told([row('done', { status: 'resolved' })]));
  expect(shown()).toEqual(['done']);
  made.show('all');
  expect(closed).toEqual(['resolved']);
});

test('ls2 who has said nothing is quiet as long as they are here', () => {
  const { topics, made } = lists();
  const quiet = { started: false };
  topics.get('all')?.rows?.(told([row('here', quiet), row('left', { ...quiet, here: false })]));
  expect(made.quiet.value.map((one) => one.conversation)).toEqual(['here']);
  expect(made.rows.value).toEqual([]);
});

test('a conversation that has left its list keeps its name on screen', () => {
  const { topics, made } = lists();
  topics.get('all')?.rows?.(told([row('a', { name: 'Luis' })]));
  topics.get('all')?.rows?.(told([], ['a']));
  expect(made.open.value.size).toBe(0);
  expect(made.rowOf('a')?.name).toBe('Luis');
});

test('ls6 beyond a full list of ended ones there are older ones', async () => {
  const { topics, made, endedBefore } = lists();
  made.show('resolved');
  const full = Array.from({ length: LIST_ROWS }, (_, n) =>
    row(`done-${n}`, { activeAt: LIST_ROWS - n, status: 'resolved' }),
  );
  topics.get('resolved')?.rows?.({ ...told(full.slice(1)), reset: true });
  expect(made.more.value).toBe(false);
  topics.get('resolved')?.rows?.({ ...told(full), reset: true });
  expect(made.more.value).toBe(true);
  made.older();
  await vi.waitFor(() => expect(made.rows.value).toHaveLength(LIST_ROWS + 1));
  expect(endedBefore).toHaveBeenCalledWith(full.at(-1));
  expect(made.rows.value?.at(-1)?.conversation).toBe('older');
  expect(made.more.value).toBe(false);
});

test('ls7 a list that has come apart says so', () => {
  const { topics } = lists();
  const all = topics.get('all');
  all?.rows?.(told([row('a', { rev: 7 })]));
  expect(all?.digest?.({ sub: 1, rows: 1, sum: 7 })).toBe(true);
  expect(all?.digest?.({ sub: 1, rows: 2, sum: 9 })).toBe(false);
});
