/** @file Undo and redo touch own operations only, and pass over what others have taken away. */

import { beforeEach, describe, expect, it } from 'vitest';
import type { Annotation, Mark } from '../wire/generated';
import { History, type Step } from './history';

class Board {
  readonly history = new History('me');
  live: Annotation[] = [];
  deleted = new Set<string>();

  draw(id: string, author = 'me'): void {
    this.#add(id, author);
    if (author === 'me') this.history.added([id]);
  }

  /** Carries a step out as the server would for this person. */
  carry(step: Step | null): string {
    if (!step) return 'nothing';
    const { command, ids } = step;
    if (command.do === 'delete_annotations') this.take(ids, true);
    else for (const id of ids) this.bring(id);
    return `${command.do === 'delete_annotations' ? '-' : '+'}${ids.join()}`;
  }

  take(ids: readonly string[], own: boolean): void {
    this.live = this.live.filter((mark) => !ids.includes(mark.id));
    if (own) for (const id of ids) this.deleted.add(id);
  }

  bring(id: string): void {
    this.deleted.delete(id);
    this.#add(id);
  }

  undo(): string {
    return this.carry(this.history.undo(this));
  }

  redo(): string {
    return this.carry(this.history.redo(this));
  }

  #add(id: string, author = 'me'): void {
    const mark: Mark = { tool: 'pen', path: [0, 0], width: 100 };
    const rest = { item: 'i', seq: 1, number: null, live: true, deletedBy: null };
    this.live = [...this.live, { id, author, mark, ...rest }];
    this.history.see(this.live);
  }
}

describe('history', () => {
  let board: Board;

  beforeEach(() => {
    board = new Board();
  });

  it('takes back and does again, newest first', () => {
    for (const id of ['a', 'b', 'c']) board.draw(id);
    expect([board.undo(), board.undo()]).toEqual(['-c', '-b']);
    expect(board.redo()).toBe('+b');
    expect([board.undo(), board.undo(), board.undo()]).toEqual(['-b', '-a', 'nothing']);
    expect([board.redo(), board.redo(), board.redo(), board.redo()]).toEqual([
      '+a',
      '+b',
      '+c',
      'nothing',
    ]);
  });

  it('an8 a deletion is taken back by restoring, and done again by deleting', () => {
    board.draw('a');
    board.draw('ana', 'ana');
    board.take(['ana', 'a'], true);
    board.history.deleted(['ana', 'a']);
    expect(board.undo()).toBe('+ana,a');
    expect(board.redo()).toBe('-ana,a');
  });

  it('never touches what others drew', () => {
    board.draw('ana', 'ana');
    expect(board.history.canUndo(board)).toBe(false);
    expect(board.undo()).toBe('nothing');
  });

  it('passes over an entry whose marks somebody else took away', () => {
    board.draw('a');
    board.draw('b');
    board.take(['b'], false);
    expect(board.history.canUndo(board)).toBe(true);
    expect(board.undo()).toBe('-a');
    expect(board.redo()).toBe('+a');
    expect(board.redo()).toBe('nothing');
  });

  it('drawing anew forgets what could be done again', () => {
    board.draw('a');
    board.undo();
    expect(board.history.canRedo(board)).toBe(true);
    board.draw('b');
    expect(board.history.canRedo(board)).toBe(false);
  });

  it('is rebuilt after a reload from own live marks, in their order', () => {
    for (const id of ['a', 'b']) board.draw(id);
    board.draw('ana', 'ana');
    const fresh = new History('me');
    fresh.see(board.live);
    expect(fresh.undo(board)?.ids).toEqual(['b']);
    expect(fresh.undo(board)?.ids).toEqual(['a']);
    expect(fresh.undo(board)).toBeNull();
  });

  it('a long movement is one entry, however many marks it became', () => {
    board.draw('x');
    board.draw('a');
    board.draw('b');
    board.history.added(['a', 'b']);
    expect(board.undo()).toBe('-a,b');
    expect(board.undo()).toBe('-x');
  });

  it('a refused step can be tried again', () => {
    board.draw('a');
    const step = board.history.undo(board);
    board.history.refused(step?.ids ?? []);
    board.history.see(board.live);
    expect(board.undo()).toBe('-a');
  });
});
