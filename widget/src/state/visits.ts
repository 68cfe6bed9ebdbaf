/** @file Who is on the shop's pages: rows as they come, in the order of their arrival. */

import type { VisitId, VisitorRow, VisitorRows } from '../wire/generated';

/** The visitors as far as they are told. */
export interface Visits {
  readonly rows: ReadonlyMap<VisitId, VisitorRow>;
  /** How many there are in all. */
  readonly total: number;
}

/** Folds rows into what was there. */
export function applyVisits(visits: Visits | null, told: VisitorRows): Visits {
  const rows = new Map(told.reset || visits === null ? [] : visits.rows);
  for (const row of told.rows) rows.set(row.visit, row);
  for (const gone of told.gone) rows.delete(gone);
  return { rows, total: told.total };
}

const BUSY = { active: 0, idle: 1, away: 2 } as const;

/** For the screen: who does something comes first, then who came last. */
export function sortedVisits({ rows }: Visits): VisitorRow[] {
  return [...rows.values()].sort((a, b) => BUSY[a.state] - BUSY[b.state] || b.since - a.since);
}
