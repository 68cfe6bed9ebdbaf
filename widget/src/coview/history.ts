/**
 * @file Taking back and doing again, own operations only. An entry whose marks somebody else took
 * away meanwhile is passed over silently. After a reload the entries are rebuilt from own marks.
 */

import type { Annotation, AnnotationId, Command } from '../wire/generated';

/** What this person did: made marks, or took marks away. */
interface Entry {
  readonly did: 'add' | 'delete';
  readonly ids: readonly AnnotationId[];
}

/** The marks as they are by now, own wishes included. */
export interface Marks {
  readonly live: readonly Annotation[];
  /** Taken away by this person. */
  readonly deleted: ReadonlySet<AnnotationId>;
}

/** A step back or forth. */
export interface Step {
  readonly command: Command;
  readonly ids: readonly AnnotationId[];
}

export class History {
  readonly #me: string;
  readonly #known = new Set<AnnotationId>();
  #done: Entry[] = [];
  #undone: Entry[] = [];

  constructor(me: string) {
    this.#me = me;
  }

  /**
   * Notes own marks it has not heard of: those of the snapshot, of another tab, or kept by the
   * server in this person's name.
   */
  see(live: readonly Annotation[]): void {
    for (const { id, author } of live) {
      if (author !== this.#me || this.#known.has(id)) continue;
      this.#known.add(id);
      this.#done.push({ did: 'add', ids: [id] });
    }
  }

  /** This person made marks in one movement. */
  added(ids: readonly AnnotationId[]): void {
    for (const id of ids) this.#known.add(id);
    // A long movement becomes several marks one after the other: they are one entry.
    this.#done = without(this.#done, ids);
    this.#done.push({ did: 'add', ids: [...ids] });
    this.#undone = [];
  }

  /** This person took marks away. */
  deleted(ids: readonly AnnotationId[]): void {
    this.#done.push({ did: 'delete', ids: [...ids] });
    this.#undone = [];
  }

  /** A step was refused: its marks are looked at anew. */
  refused(ids: readonly AnnotationId[]): void {
    for (const id of ids) this.#known.delete(id);
    this.#done = without(this.#done, ids);
    this.#undone = without(this.#undone, ids);
  }

  canUndo(marks: Marks): boolean {
    return this.#done.some((entry) => reverse(entry, marks) !== null);
  }

  canRedo(marks: Marks): boolean {
    return this.#undone.some((entry) => repeat(entry, marks) !== null);
  }

  /** The step that takes the last thing back that can be; null when there is none. */
  undo(marks: Marks): Step | null {
    return this.#step(this.#done, this.#undone, (entry) => reverse(entry, marks));
  }

  /** The step that does the last thing again that was taken back. */
  redo(marks: Marks): Step | null {
    return this.#step(this.#undone, this.#done, (entry) => repeat(entry, marks));
  }

  #step(from: Entry[], to: Entry[], turn: (entry: Entry) => Step | null): Step | null {
    for (let entry = from.pop(); entry; entry = from.pop()) {
      const step = turn(entry);
      if (!step) continue;
      to.push({ did: entry.did, ids: step.ids });
      return step;
    }
    return null;
  }
}

function without(entries: readonly Entry[], ids: readonly AnnotationId[]): Entry[] {
  return entries.filter((entry) => !entry.ids.some((id) => ids.includes(id)));
}

function reverse({ did, ids }: Entry, marks: Marks): Step | null {
  return did === 'add' ? takeAway(ids, marks) : bringBack(ids, marks);
}

function repeat({ did, ids }: Entry, marks: Marks): Step | null {
  return did === 'add' ? bringBack(ids, marks) : takeAway(ids, marks);
}

function takeAway(wanted: readonly AnnotationId[], { live }: Marks): Step | null {
  const there = new Set(live.map((mark) => mark.id));
  const ids = wanted.filter((id) => there.has(id));
  return ids.length > 0 ? { ids, command: { do: 'delete_annotations', annotations: ids } } : null;
}

function bringBack(wanted: readonly AnnotationId[], { deleted }: Marks): Step | null {
  const ids = wanted.filter((id) => deleted.has(id));
  return ids.length > 0 ? { ids, command: { do: 'restore_annotations', annotations: ids } } : null;
}
