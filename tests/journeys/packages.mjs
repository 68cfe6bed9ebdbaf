/** @file Packages of the front end, for scripts that live outside its folder. */

import { createRequire } from 'node:module';

const require = createRequire(new URL('../../widget/package.json', import.meta.url));

/** Loads what a package that `widget/package.json` names has as its default. */
export const load = async (name) => (await import(require.resolve(name))).default;

/** Path of a file of such a package. */
export const pathOf = (name) => require.resolve(name);
