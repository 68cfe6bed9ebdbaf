/** @file Everything that can be done by a key, once: for the keys, the `?` sheet and the palette. */

import type { StaffKey } from '../i18n/staff';

/** Where an act stands on the sheet. */
export type Group = 'conversation' | 'place' | 'general';

/** An act with a key. */
export interface Act {
  readonly id: string;
  readonly label: StaffKey;
  /** As `Keys` writes it: `J`, `Mod+K`, `G C`. */
  readonly keys: string;
  readonly group: Group;
  readonly svg?: string;
  /** Not in the palette, such as moving through the list. */
  readonly keysOnly?: boolean;
  /** Cannot be done now. */
  readonly off?: boolean;
  readonly run: () => void;
}

/** How the keys are listened to. */
export function bindingsOf(acts: readonly Act[]): ReadonlyMap<string, () => void> {
  const able = acts.filter((act) => act.off !== true);
  return new Map(able.map((act) => [pressed(act.keys), act.run]));
}

function pressed(keys: string): string {
  return keys.startsWith('Mod+') ? `Mod+${keys.slice(4).toLowerCase()}` : keys.toLowerCase();
}
