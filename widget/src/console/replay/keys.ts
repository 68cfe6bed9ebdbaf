/** @file The keys of a film: space plays, arrows move, with Shift from one thing to the next. */

import { useEffect } from 'preact/hooks';
import type { Moment } from './moments';
import { type Player, SPEEDS } from './player';

/** One press of an arrow, in milliseconds of the film. */
const STEP_MS = 5_000;
/** Nearer than this to a thing one is at it, and goes to the one before. */
const AT_MS = 50;

function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, .cv-stage') !== null;
}

/** The instant of the next thing that happened, or of the one before. */
function neighbour(player: Player, moments: readonly Moment[], by: 1 | -1): number {
  const reel = player.reel.peek();
  const at = player.at.peek();
  const times = moments.map((moment) => reel.filmAt(moment.at));
  const found =
    by === 1
      ? times.find((time) => time > at + AT_MS)
      : times.filter((time) => time < at - AT_MS).at(-1);
  return found ?? (by === 1 ? reel.length : 0);
}

/** What a key does; false for one that is not ours. */
function press(event: KeyboardEvent, player: Player, moments: readonly Moment[]): boolean {
  const onButton = event.target instanceof Element && event.target.closest('button') !== null;
  const rightward = document.documentElement.dir === 'rtl' ? -1 : 1;
  const step = (by: 1 | -1) =>
    player.seek(event.shiftKey ? neighbour(player, moments, by) : player.at.peek() + by * STEP_MS);
  const faster = (by: 1 | -1) => {
    const next = SPEEDS[SPEEDS.indexOf(player.speed.peek()) + by];
    if (next !== undefined) player.setSpeed(next);
  };
  switch (event.key) {
    case ' ':
      if (onButton) return false;
      player.toggle();
      return true;
    case 'ArrowRight':
      step(rightward === 1 ? 1 : -1);
      return true;
    case 'ArrowLeft':
      step(rightward === 1 ? -1 : 1);
      return true;
    case 'Home':
      player.seek(0);
      return true;
    case 'End':
      player.seek(player.reel.peek().length);
      return true;
    case '+':
      faster(1);
      return true;
    case '-':
      faster(-1);
      return true;
    default:
      return false;
  }
}

/** Listens while the film is on screen; fields, lists of tabs and the stage keep their keys. */
export function useFilmKeys(player: Player, moments: readonly Moment[]): void {
  useEffect(() => {
    const listener = (event: KeyboardEvent) => {
      const ours = !event.defaultPrevented && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!ours || isElsewhere(event.target)) return;
      if (press(event, player, moments)) event.preventDefault();
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, [player, moments]);
}
