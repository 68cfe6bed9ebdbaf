/** @file The console, as its page starts it. */

import { render } from 'preact';
import './console_styles';
import { App } from '../console/App';
import { startSession } from '../console/session';
import type { Draw } from './views';

/** Draws it. */
export const draw: Draw = (root) => {
  render(<App session={startSession(null)} />, root);
};
