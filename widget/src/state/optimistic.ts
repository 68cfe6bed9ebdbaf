/**
 * @file Own wishes about marks before the server has answered: shown at once, taken back when
 * refused. They are applied in the order they were made, so that taking back and doing again in
 * one breath ends as the hand meant it. Once a mark is in the room, its promise is forgotten.
 */

import type { Annotation, AnnotationId, ParticipantId } from '../wire/generated';
import type { RoomState } from './room';

/** One own wish that has no answer yet. */
export type Wish =
  | { readonly kind: 'add'; readonly mark: Annotation }
  | { readonly kind: 'delete' | 'restore'; readonly ids: readonly AnnotationId[] };

/** Wishes in the order they were made. */
export type Wishes = readonly Wish[];

export const NO_WISHES: Wishes = [];

/** One more. */
export function wish(wishes: Wishes, next: Wish): Wishes {
  return [...wishes, next];
}

/** The wish was answered or refused; it is known by its identity. */
export function drop(wishes: Wishes, done: Wish): Wishes {
  return wishes.filter((one) => one !== done);
}

/** All marks of the room, deleted ones included, as they will be if every wish of `me` is granted. */
export function hoped(room: RoomState, wishes: Wishes, me: ParticipantId): readonly Annotation[] {
  return wishes.reduce((marks, one) => granted(marks, one, me), room.annotations);
}

function granted(
  marks: readonly Annotation[],
  one: Wish,
  me: ParticipantId,
): readonly Annotation[] {
  if (one.kind === 'add') {
    return marks.some(({ id }) => id === one.mark.id) ? marks : [...marks, one.mark];
  }
  const meant = new Set(one.ids);
  const live = one.kind === 'restore';
  return marks.map((mark) =>
    mark.live !== live && meant.has(mark.id)
      ? { ...mark, live, deletedBy: live ? null : me }
      : mark,
  );
}

/** Marks that are to be seen. */
export function living(marks: readonly Annotation[]): readonly Annotation[] {
  return marks.filter((one) => one.live);
}

/** Marks that `me` took away and may bring back (AN8). */
export function deletedBy(
  marks: readonly Annotation[],
  me: ParticipantId,
): ReadonlySet<AnnotationId> {
  return new Set(marks.filter((one) => !one.live && one.deletedBy === me).map((one) => one.id));
}
