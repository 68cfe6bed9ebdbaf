/**
 * @file Own marks before the server has answered: shown at once, taken back when refused. The
 * event is the reconciliation: once a mark is in the room, its promise is forgotten.
 */

import type { Annotation, AnnotationId } from '../wire/generated';
import type { RoomState } from './room';

/** Own wishes about marks that have no answer yet. */
export interface Wishes {
  readonly added: readonly Annotation[];
  readonly deleted: ReadonlySet<AnnotationId>;
}

export const NO_WISHES: Wishes = { added: [], deleted: new Set() };

/** A mark was drawn. */
export function wishAdd(wishes: Wishes, mark: Omit<Annotation, 'live'>): Wishes {
  if (wishes.added.some((one) => one.id === mark.id)) return wishes;
  return { ...wishes, added: [...wishes.added, { ...mark, live: true }] };
}

/** The wish was answered or refused. */
export function dropAdd(wishes: Wishes, id: AnnotationId): Wishes {
  return { ...wishes, added: wishes.added.filter((one) => one.id !== id) };
}

/** Marks were taken away. */
export function wishDelete(wishes: Wishes, ids: readonly AnnotationId[]): Wishes {
  return { ...wishes, deleted: new Set([...wishes.deleted, ...ids]) };
}

/** The wish was answered or refused. */
export function dropDelete(wishes: Wishes, ids: readonly AnnotationId[]): Wishes {
  const deleted = new Set(wishes.deleted);
  for (const id of ids) deleted.delete(id);
  return { ...wishes, deleted };
}

/** Live marks of the room with own wishes applied. */
export function marks(room: RoomState, wishes: Wishes): readonly Annotation[] {
  const live = room.annotations.filter((one) => one.live && !wishes.deleted.has(one.id));
  if (wishes.added.length === 0) return live;
  const known = new Set(room.annotations.map((one) => one.id));
  const extra = wishes.added.filter((one) => !known.has(one.id) && !wishes.deleted.has(one.id));
  return [...live, ...extra];
}
