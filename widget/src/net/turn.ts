/**
 * @file Which of several tabs of one browser does what only one should, such as making a sound: the
 * one that had the focus last, and any one of the others once that is closed.
 */

import { type Keep, oneTabAtATime } from './keep';

/** See {@link createTurn}. */
export interface Turn {
  /** This tab has the focus. */
  focused(): void;
  /** This tab goes away. */
  left(): void;
  /** Runs `act` in one tab, of all that ask for the same `news`. */
  once(news: string, act: () => void): void;
}

/** One for each matter; `keep` has what the tabs know in common, `tab` names this one. */
export function createTurn(keep: Keep, matter: string, tab: string): Turn {
  const last = `${matter}.tab`;
  const done = `${matter}.done`;
  return {
    focused: () => keep.set(last, tab),
    left: () => {
      if (keep.get(last) === tab) keep.remove(last);
    },
    once: (news, act) => {
      if ((keep.get(last) ?? tab) !== tab) return;
      // With nobody there who had the focus, all that are left want to, and the first one does.
      void oneTabAtATime(matter, async () => {
        if (keep.get(done) === news) return;
        keep.set(done, news);
        act();
      });
    },
  };
}
