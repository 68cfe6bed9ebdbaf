/**
 * @file S49: a browser that gives frames of other sites no storage, as some do by default. The chat
 * works both ways from memory, the panel says that it will not be kept, and after a reload it is
 * somebody new.
 */

import { openAgent, openVisitor } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { startDemo } from './server.mjs';

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const browser = await journey.launch();
  journey.step('opening a browser without storage');
  const desktop = { width: 1280, height: 800, density: 1, touch: false };
  const visitor = await openVisitor(browser, demo, { ...desktop, script: `(${blockStorage})()` });
  journey.watch(visitor);
  await visitor.openPanel();
  await visitor.pane.shows('[data-testid="not-kept"]');
  await journey.picture(visitor.screen, 'not-kept');

  journey.step('chatting both ways');
  await visitor.say('Written on sand');
  await visitor.hears('Written on sand', { mine: true });
  const agent = await openAgent(browser, demo);
  journey.watch(agent);
  await agent.pick('Written on sand');
  await agent.say('I can read it.');
  await visitor.hears('I can read it.', { mine: false });
  provesQuiet([visitor.screen, agent.screen]);

  journey.step('coming back as somebody new');
  await visitor.screen.reload();
  await visitor.openPanel();
  await visitor.pane.shows('[data-testid="not-kept"]');
  await visitor.pane.until('nothing is left of the talk', () => {
    const composer = document.querySelector('[data-testid="composer"]');
    return composer !== null && document.querySelectorAll('[data-testid="message"]').length === 0;
  });
}

/** Runs before every page and frame: what a browser does that blocks storage. */
function blockStorage() {
  const refuse = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  for (const name of ['localStorage', 'sessionStorage']) {
    Object.defineProperty(window, name, { configurable: true, get: refuse });
  }
  if (navigator.locks) {
    navigator.locks.request = () =>
      Promise.reject(new DOMException('Access is denied.', 'SecurityError'));
  }
}
