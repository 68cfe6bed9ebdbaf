/** @file How long to wait before the next attempt to connect. */

const FIRST_MS = 250;
const GROWTH = 1.7;
const VISIBLE_MS = 5_000;
const HIDDEN_MS = 60_000;

/**
 * Full jitter over an exponential ceiling, so that the clients of a server that came back do not
 * arrive together.
 */
export function backoffMs(attempt: number, visible: boolean, random = Math.random): number {
  const ceiling = Math.min(FIRST_MS * GROWTH ** attempt, visible ? VISIBLE_MS : HIDDEN_MS);
  return Math.round(ceiling * random());
}
