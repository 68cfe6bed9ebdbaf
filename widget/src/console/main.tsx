/** @file The agent’s console. */

import { effect } from '@preact/signals';
import { render } from 'preact';
import { pickLanguage, setLanguage, t } from '../i18n/i18n';
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
  const session = startSession(query.get('story'));
  effect(() => {
    const waiting = session.waiting.value;
    document.title = waiting > 0 ? `(${waiting}) ${t('console.title')}` : t('console.title');
  });
  render(<App session={session} />, root);
}
