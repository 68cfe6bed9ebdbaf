/** @file How the stage is given its words; they are loaded with it (`i18n/stage.ts`). */

import type { StageTextKey } from '../i18n/stage';

export type { StageTextKey } from '../i18n/stage';

/** Says a text in the language in use. */
export type Say = (key: StageTextKey, params?: Readonly<Record<string, string | number>>) => string;
