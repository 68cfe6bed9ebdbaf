/** @file The visitor’s panel, inside its iframe on the shop. */

import { effect } from '@preact/signals';
import { render } from 'preact';
import { pickLanguage, setLanguage } from '../i18n/i18n';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/thread.css';
import './panel.css';
import { App } from './App';
import { tellTouches } from './host';
import { startSession } from './session';

const root = document.getElementById('app');
if (root) {
  const query = new URLSearchParams(location.search);
  const session = startSession(query.get('inbox') ?? '', query.get('story'));
  tellTouches();
  effect(() => {
    const page = session.host.page.value;
    setLanguage(pickLanguage([page?.language, ...navigator.languages]));
  });
  render(<App session={session} />, root);
}
