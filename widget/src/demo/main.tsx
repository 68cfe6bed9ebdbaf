/** @file The demo: a customer's phone and the agent's console on one page. */

import { render } from 'preact';
import { lastingKeep } from '../net/keep';
import '../ui/tokens.css';
import '../ui/base.css';
import './demo.css';
import { App } from './App';
import { createDemo } from './model';

const root = document.getElementById('app');
// One tab is one demo: what it keeps ends with the tab.
if (root) render(<App demo={createDemo(lastingKeep(() => sessionStorage))} />, root);
