/** @file The panel, as its page starts it; the frame around it is `frame.ts`. */

import { render } from 'preact';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/thread.css';
import '../visitor/panel.css';
import { App } from '../visitor/App';
import { startSession } from '../visitor/session';
import { LISTENS } from './frame';
import type { Draw } from './views';

/** Draws it. */
export const draw: Draw = (root) => {
  const session = startSession('gallery', null);
  render(<App session={session} />, root);
  window.parent.dispatchEvent(new Event(LISTENS));
};
