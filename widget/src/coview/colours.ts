/** @file Which ink is read on a colour of a person. */

import { isPale } from '../ui/contrast';

/** Black or white, whichever is read better on a colour of the form `#RRGGBB`. */
export function inkOn(colour: string): string {
  return isPale(colour) ? '#1B1A17' : '#FFFFFF';
}
