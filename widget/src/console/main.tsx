/** @file The agent’s console. */

import { effect } from '@preact/signals';
import { render } from 'preact';
import { pickLanguage, setLanguage } from '../i18n/i18n';
import { t } from '../i18n/staff';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/thread.css';
import '../ui/forms.css';
import '../ui/overlays.css';
import './canned.css';
import './fonts.css';
import './console.css';
import './settings.css';
import { createApi } from '../net/api';
import { staffDoors } from '../net/staff';
import { takeSecret } from '../state/secret';
import { setTheme } from '../ui/theme';
import { App } from './App';
import { AcceptPage } from './doorway/Accept';
import { SetupPage } from './doorway/Setup';
import { keptLanguage, keptTheme } from './preferences';
import { startSession } from './session';
import { tellTouches } from './touches';

/** The page in front of the console that this address leads to; null for the console itself. */
function doorway(path: string) {
  const doors = staffDoors(createApi());
  // A new page load, so that the console starts with its new cookie and without this address.
  const enter = () => location.replace('/console');
  switch (path) {
    case '/setup':
      return <SetupPage doors={doors} secret={takeSecret()} />;
    case '/invite':
      return <AcceptPage doors={doors} kind="invitations" secret={takeSecret()} onDone={enter} />;
    case '/reset':
      return (
        <AcceptPage doors={doors} kind="password-resets" secret={takeSecret()} onDone={enter} />
      );
    default:
      return null;
  }
}

const root = document.getElementById('app');
if (root) {
  const query = new URLSearchParams(location.search);
  setLanguage(pickLanguage([query.get('lang'), keptLanguage(), ...navigator.languages]));
  setTheme(keptTheme());
  const door = doorway(location.pathname);
  if (door) {
    document.title = t('console.title');
    render(door, root);
  } else {
    tellTouches();
    const session = startSession(query.get('story'));
    effect(() => {
      const waiting = session.waiting.value;
      document.title = waiting > 0 ? `(${waiting}) ${t('console.title')}` : t('console.title');
    });
    render(<App session={session} />, root);
  }
}
