/** @file The visitor’s panel, inside its iframe on the shop. */

import { effect } from '@preact/signals';
import { render } from 'preact';
import { pickLanguage, setLanguage } from '../i18n/i18n';
import { lastingKeep } from '../net/keep';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/thread.css';
import './panel.css';
import { App } from './App';
import { tellTouches } from './host';
import { startSession, tokenKeyOf } from './session';

const root = document.getElementById('app');
if (root) {
  const query = new URLSearchParams(location.search);
  const inbox = query.get('inbox') ?? '';
  const story = query.get('story');
  const begin = () => {
    const session = startSession(inbox, story);
    tellTouches();
    effect(() => {
      const page = session.host.page.value;
      setLanguage(pickLanguage([page?.language, ...navigator.languages]));
    });
    // Whoever comes from a mail has left an address and is not asked for one again.
    if (location.pathname === '/continue') session.contact.load();
    render(<App session={session} />, root);
  };
  if (location.pathname === '/camera') {
    setLanguage(pickLanguage([...navigator.languages]));
    // A link ends with its tab; so does what is kept of it.
    const keep = lastingKeep(() => sessionStorage);
    void import('./CameraPage').then(({ runCamera }) => runCamera(root, keep));
  } else if (location.pathname === '/continue') {
    setLanguage(pickLanguage([...navigator.languages]));
    const meeting = { root, keep: lastingKeep(), inbox, tokenKey: tokenKeyOf(inbox, null), begin };
    void import('./Continue').then(({ meet }) => meet(meeting));
  } else begin();
}
