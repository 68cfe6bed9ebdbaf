/** @file The way back to the shop for whoever comes from a mail: there is no page around the panel. */

import type { Keep } from '../net/keep';

const keyOf = (inbox: string) => `vitrine.page.${inbox}`;

/** Keeps the page that the link led to; null when there is none any more. */
export function keepPage(keep: Keep, inbox: string, page: string | null): void {
  if (page === null) keep.remove(keyOf(inbox));
  else keep.set(keyOf(inbox), page);
}

/** The page that was kept, if the shop stands there still, else the shop's first; null without one. */
export function wayBack(keep: Keep, inbox: string, origins: readonly string[]): string | null {
  const page = keep.get(keyOf(inbox));
  if (page !== null && URL.canParse(page) && origins.includes(new URL(page).origin)) return page;
  return origins[0] ?? null;
}
