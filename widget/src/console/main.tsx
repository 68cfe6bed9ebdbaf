/** @file The agent’s console. */

import { render } from 'preact';
import { pickLanguage, setLanguage } from '../i18n/i18n';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/thread.css';
import './console.css';
import { App } from './App';
import { startSession } from './session';
import { tellTouches } from './touches';

const root = document.getElementById('app');
if (root) {
  const query = new URLSearchParams(location.search);
  setLanguage(pickLanguage([query.get('lang'), ...navigator.languages]));
  tellTouches();
  render(<App session={startSession(query.get('story'))} />, root);
}
