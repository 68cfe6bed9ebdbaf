/** @file What the tabs of the list show. @vitest-environment happy-dom */

import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import type { Client } from '../net/client';
import type { TopicListener } from '../net/topics';
import { row } from '../state/rows_testing';
import type { ListRow, ListView } from '../wire/generated';
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
  return { topics, closed, made: createLists(client, signal('me')) };
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
