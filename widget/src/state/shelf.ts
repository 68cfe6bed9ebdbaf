/** @file The pictures of the shop that can be put onto the stage. */

import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Media } from '../wire/generated';

/** A shop that has just been set up is still filling its shelf: look again after these. */
const AGAIN_MS = [3_000, 8_000, 20_000];

/**
 * Reads the shelf whenever the connection is live and it is empty, and a few times more for what
 * comes later. What cannot be read is left for the next time.
 */
export function createShelf(
  live: () => boolean,
  read: () => Promise<readonly Media[]>,
): ReadonlySignal<readonly Media[]> {
  const shelf = signal<readonly Media[]>([]);
  const look = () =>
    read().then(
      (found) => {
        if (found.length !== shelf.peek().length) shelf.value = found;
      },
      () => undefined,
    );
  effect(() => {
    if (!live() || shelf.peek().length > 0) return;
    void look();
    const timers = AGAIN_MS.map((wait) => setTimeout(look, wait));
    return () => timers.forEach(clearTimeout);
  });
  return shelf;
}
