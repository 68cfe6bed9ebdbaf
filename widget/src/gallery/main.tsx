/**
 * @file The gallery: `gallery.html?state=panel/offline` draws one state of one view, without a service.
 * `?lang=` chooses its language, `x-rtl` the one for finding faults. Without a name it lists all.
 */

import { render } from 'preact';
import { LANGUAGES, setLanguage } from '../i18n/i18n';
import { drawFrame } from './frame';
import { speakPseudo } from './pseudo';
import { standIn } from './server';
import { scriptOf } from './service';
import { STATES, type State } from './states';
import { until } from './steps';
import { VIEWS } from './views';

const query = new URLSearchParams(location.search);

function Index() {
  return (
    <ul>
      {Object.entries(STATES).map(([name, { main }]) => (
        <li key={name}>
          <a href={`?state=${name}`} data-main={main === true}>
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}

async function show(root: HTMLElement, state: State) {
  const tag = query.get('lang') ?? 'en';
  const language = LANGUAGES.find((one) => one.tag === tag)?.tag ?? 'en';
  if (tag === 'x-rtl') speakPseudo();
  if (state.view === 'panel' && window.parent === window) {
    drawFrame(root, `${location.pathname}${location.search}`, state);
    return;
  }
  localStorage.clear();
  if (state.hash) history.replaceState(null, '', state.hash);
  standIn(scriptOf(state.world ?? {}));
  // The browser's languages are the test's; the state's is the gallery's.
  Object.defineProperty(navigator, 'languages', { configurable: true, value: [language] });
  // A view brings words of its own: they must be known before a language is chosen.
  const draw = await VIEWS[state.view]?.();
  await setLanguage(language);
  draw?.(root, state);
  await state.act?.();
  await until(state.shows);
  await document.fonts.ready;
}

const root = document.getElementById('app');
if (root) {
  const state = STATES[query.get('state') ?? ''];
  if (state) {
    show(root, state).then(
      () => {
        document.documentElement.dataset['gallery'] = 'ready';
      },
      (error) => {
        document.documentElement.dataset['gallery'] = String(error);
      },
    );
  } else {
    render(<Index />, root);
  }
}
