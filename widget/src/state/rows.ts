/** @file The list of conversations: the newest row of each wins (LS1). */

import type { ConversationId, ListDigest, ListRow, Rows } from '../wire/generated';

/** Rows by conversation. */
export type List = ReadonlyMap<ConversationId, ListRow>;

/** Folds rows into the list. */
export function applyRows(list: List, rows: Rows): List {
  const next = new Map(rows.reset ? [] : list);
  for (const row of rows.rows) {
    const known = next.get(row.conversation);
    if (!known || row.rev >= known.rev) next.set(row.conversation, row);
  }
  for (const gone of rows.gone) next.delete(gone);
  return next;
}

/** Whether the list holds what the server says it does (LS7); older pages do not count. */
export function agrees(list: List, { rows, sum }: ListDigest): boolean {
  const revs = [...list.values()].map((row) => row.rev).filter((rev) => rev > 0);
  // As the server adds them up: in 32 bits.
  return revs.length === rows && revs.reduce((all, rev) => (all + rev) >>> 0, 0) === sum;
}

/** Who waits longest comes first, then who was active last. */
function order(a: ListRow, b: ListRow): number {
  if (a.waitingSince !== null && b.waitingSince !== null) return a.waitingSince - b.waitingSince;
  if (a.waitingSince !== null) return -1;
  if (b.waitingSince !== null) return 1;
  return b.activeAt - a.activeAt || (a.conversation < b.conversation ? -1 : 1);
}

/** Sorted for the screen. */
export function ordered(list: List): ListRow[] {
  return [...list.values()].sort(order);
}

/** The last three signs of an id, the name of somebody without one. */
export function shortId(id: string): string {
  return id.replaceAll('-', '').slice(-3).toUpperCase();
}
