/** @file What a state is, and all of them together: a name is the `state` of the address. */

import type { World } from './service';
import { CONSOLE } from './states_console';
import { PAGES } from './states_pages';
import { PANEL } from './states_panel';
import { PRODUCT_STATES } from './states_products';
import { REPLAY } from './states_replay';
import { VIDEO } from './states_video';

/** A state of a view. */
export interface State {
  /** Which of `views.ts` draws it. */
  readonly view: string;
  readonly world?: Partial<World>;
  /** What stands behind `#` in the address. */
  readonly hash?: string;
  /** Which page in front of the console. */
  readonly door?: 'setup' | 'invite' | 'reset';
  /** The panel has the room of a stage. */
  readonly staged?: boolean;
  /** The page around the panel says that nobody is there to answer. */
  readonly night?: boolean;
  /** The colour that the page around the panel asks for, `#rrggbb`. */
  readonly colour?: string;
  /** What somebody did before. */
  readonly act?: () => Promise<unknown>;
  /** The photograph is taken when there is such an element. */
  readonly shows: string;
  /** Photographed in every language, and from right to left. */
  readonly main?: boolean;
}

/** All of them. */
export const STATES: Readonly<Record<string, State>> = {
  ...PANEL,
  ...CONSOLE,
  ...PRODUCT_STATES,
  ...REPLAY,
  ...VIDEO,
  ...PAGES,
};
