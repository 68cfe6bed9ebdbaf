/** @file The views, each with its own style sheets, loaded alone so that they do not mix. */

import type { State } from './states';

/** Draws a state of a view into the page. */
export type Draw = (root: HTMLElement, state: State) => void;

/** By name. */
export const VIEWS: Readonly<Record<string, () => Promise<Draw>>> = {
  panel: async () => (await import('./view_panel')).draw,
  parts: async () => (await import('./view_parts')).draw,
  door: async () => (await import('./view_door')).draw,
  console: async () => (await import('./view_console')).draw,
};
