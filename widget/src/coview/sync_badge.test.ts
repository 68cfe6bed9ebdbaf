/** @file The badge claims nothing that is not so, and does not flicker. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Applied, Person } from '../wire/generated';
import {
  type BadgeFacts,
  BadgeJudge,
  CLOSED,
  ECHO_MS,
  Echo,
  type Echoed,
  FLICKER_MS,
  MOVING_MS,
} from './sync_badge';

const ANA: Person = { id: 'a', role: 'agent', name: 'Ana', state: 'online' };
const MARTA: Person = { id: 'm', role: 'agent', name: 'Marta', state: 'online' };
const MINE: Applied = { seq: 7, fence: 3, n: 40, rttMs: 10 };

function echo(from: string, change: Partial<Applied> = {}): Echoed {
  return { from, applied: { ...MINE, ...change } };
}

function facts(change: Partial<BadgeFacts> = {}): BadgeFacts {
  return {
    link: 'live',
    apart: false,
    others: [ANA],
    onOwn: new Set(),
    mine: MINE,
    echoes: [echo('a', { rttMs: 14 })],
    ...change,
  };
}

describe('badge', () => {
  it('rg8 says "in sync" with half of both round trips', () => {
    expect(new BadgeJudge().at(0, facts()).badge).toEqual({ kind: 'in_sync', ms: 12 });
  });

  it('rg8 counts every visible participant, and the slowest decides the figure', () => {
    const judge = new BadgeJudge();
    const two = facts({ others: [ANA, MARTA] });
    expect(judge.at(0, two).badge).toEqual({ kind: 'closed', person: MARTA });
    const echoes = [...two.echoes, echo('m', { rttMs: 90 })];
    expect(judge.at(1, { ...two, echoes }).badge).toEqual({ kind: 'in_sync', ms: 50 });
    const away: Person = { ...MARTA, state: 'away' };
    expect(judge.at(2, facts({ others: [ANA, away] })).badge.kind).toBe('in_sync');
  });

  it('rg8 notices a difference of seq, fence or number', () => {
    for (const other of [{ seq: 6 }, { fence: 2 }, { n: 39 }]) {
      const echoes = [echo('a', other)];
      const judge = new BadgeJudge();
      judge.at(0, facts({ echoes }));
      expect(judge.at(MOVING_MS + 1, facts({ echoes })).badge.kind).toBe('catching_up');
    }
  });

  it('rg8 of two tabs of one person the open one that shows the same counts, in either order', () => {
    const same = echo('a', { rttMs: 30 });
    for (const echoes of [
      [same, echo('a', CLOSED)],
      [echo('a', CLOSED), same],
      [same, echo('a', { n: 12 })],
    ]) {
      expect(new BadgeJudge().at(0, facts({ echoes })).badge).toEqual({ kind: 'in_sync', ms: 20 });
    }
    const behind = [echo('a', { n: 12 }), echo('a', { n: 13 })];
    const judge = new BadgeJudge();
    judge.at(0, facts({ echoes: behind }));
    expect(judge.at(MOVING_MS + 1, facts({ echoes: behind })).badge.kind).toBe('catching_up');
  });

  it('does not flicker while the echo is on its way', () => {
    const judge = new BadgeJudge();
    judge.at(0, facts());
    const mine = { ...MINE, n: 41 };
    expect(judge.at(10, facts({ mine })).badge.kind).toBe('in_sync');
    const late = judge.at(10 + FLICKER_MS, facts({ mine }));
    expect(late.badge.kind).toBe('in_sync');
    expect(late.again).toBe(1);
    expect(judge.at(11 + FLICKER_MS, facts({ mine })).badge.kind).toBe('moving');
    expect(judge.at(10 + MOVING_MS, facts({ mine })).badge.kind).toBe('catching_up');
  });

  it('says who is away, who looks elsewhere, and that one is alone', () => {
    const judge = new BadgeJudge();
    const away: Person = { ...ANA, state: 'offline' };
    expect(judge.at(0, facts({ others: [away] })).badge).toEqual({ kind: 'away', person: away });
    expect(judge.at(1, facts({ others: [] })).badge).toEqual({ kind: 'alone' });
    expect(judge.at(2, facts({ onOwn: new Set(['a']) })).badge.kind).toBe('elsewhere');
    const closed = [echo('a', CLOSED)];
    expect(judge.at(3, facts({ echoes: closed })).badge).toEqual({ kind: 'closed', person: ANA });
    expect(judge.at(3, facts({ apart: true })).badge.kind).toBe('quiet');
    expect(judge.at(4, facts({ link: 'reconnecting' })).badge.kind).toBe('reconnecting');
  });
});

describe('a stage that is put away', () => {
  it('rg8 says so, and says nothing when it never showed anything', () => {
    const sent: Applied[] = [];
    const echo = new Echo((applied) => sent.push(applied));
    echo.close();
    expect(sent).toEqual([]);
    echo.show(MINE, 0);
    echo.close();
    expect(sent).toEqual([MINE, CLOSED]);
  });
});

describe('echo', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('rg8 leaves at once on a change, then at most twice a second, and ends with the last', () => {
    const sent: number[] = [];
    const echo = new Echo((applied) => sent.push(applied.n));
    for (let n = 1; n <= 100; n += 1) {
      echo.show({ ...MINE, n }, performance.now());
      vi.advanceTimersByTime(16);
    }
    vi.advanceTimersByTime(ECHO_MS);
    expect(sent[0]).toBe(1);
    expect(sent.at(-1)).toBe(100);
    expect(sent.length).toBeLessThanOrEqual(2 + Math.ceil(1600 / ECHO_MS));
    echo.show({ ...MINE, n: 100 }, performance.now());
    vi.advanceTimersByTime(ECHO_MS);
    expect(sent.filter((n) => n === 100)).toHaveLength(1);
    echo.repeat(performance.now());
    vi.advanceTimersByTime(ECHO_MS);
    expect(sent.filter((n) => n === 100)).toHaveLength(2);
  });
});
