/** @file Of several tabs one does it: the one that had the focus last, or another when that is gone. */

import { expect, test, vi } from 'vitest';
import { memoryKeep } from './keep';
import { createTurn } from './turn';

function tabs(...names: string[]) {
  const keep = memoryKeep();
  return names.map((name) => {
    const act = vi.fn();
    const turn = createTurn(keep, 'matter', name);
    return { ...turn, act, hears: (news: string) => turn.once(news, act) };
  });
}

const acts = (all: ReturnType<typeof tabs>) => all.map(({ act }) => act.mock.calls.length);

test('the tab that had the focus last does it, and no other', () => {
  const all = tabs('a', 'b', 'c');
  all[0]?.focused();
  all[1]?.focused();
  for (const news of ['one', 'two']) for (const tab of all) tab.hears(news);
  expect(acts(all)).toEqual([0, 2, 0]);
});

test('when that tab is gone one of the others does it, once for each news', () => {
  const all = tabs('a', 'b', 'c');
  const [gone, ...left] = all;
  gone?.focused();
  gone?.left();
  for (const news of ['one', 'two']) for (const tab of left) tab.hears(news);
  expect(acts(left).reduce((sum, one) => sum + one)).toBe(2);
});

test('a tab that leaves takes nothing from the one that has the focus', () => {
  const all = tabs('a', 'b');
  all[0]?.focused();
  all[1]?.focused();
  all[0]?.left();
  for (const tab of all) tab.hears('one');
  expect(acts(all)).toEqual([0, 1]);
});
