/**
 * @file The widget on a page that allows next to nothing: a strict policy with trusted types. It
 * works without a violation, moves nothing on the page, and leaves it as it was.
 *
 * The page lies at the shop's origin, which the inbox knows; the test's browser answers for it.
 */

import assert from 'node:assert/strict';
import { openAgent, openVisitor } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { startDemo } from './server.mjs';

const PATH = '/strict.html';

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const browser = await journey.launch();
  journey.step('opening the strict page');
  const visitor = await openVisitor(browser, demo, {
    page: `${demo.shop}${PATH}`,
    width: 1280,
    height: 800,
    density: 1,
    touch: false,
    script: noteTheHost,
    answer: { path: `**${PATH}`, handle: (route) => route.fulfill(strictPage(demo)) },
  });
  journey.watch(visitor);
  const { top } = visitor.screen;
  await top.shows('vitrine-widget >>> .launcher');
  journey.step('chatting');
  await visitor.openPanel();
  await visitor.say('From a strict page');
  await visitor.hears('From a strict page', { mine: true });
  const agent = await openAgent(browser, demo);
  journey.watch(agent);
  await agent.pick('From a strict page');
  await agent.say('It works.');
  await visitor.hears('It works.', { mine: false });
  await agent.pane.click('.cv-empty [data-media]');
  await visitor.stage({ width: 1, height: 1 }).ready();
  await journey.picture(visitor.screen, 'open');

  journey.step('looking at what it did to the page');
  const during = await top.evaluate(() => globalThis.hostNotes());
  assert.deepEqual(during.violations, [], 'the page’s policy was violated');
  assert.equal(during.shift, 0, `the page moved by ${during.shift}`);
  assert.ok(during.listeners.length > 0, 'the widget listens while it is there');
  assert.deepEqual(during.globals, ['Vitrine'], 'one name is added to the page');

  journey.step('taking it away');
  await top.evaluate(() => globalThis.Vitrine.destroy());
  const after = await top.evaluate(() => globalThis.hostNotes());
  assert.equal(after.html, after.before, 'the document is as it was');
  assert.deepEqual(after.globals, [], 'no name stays on the page');
  assert.deepEqual(after.listeners, [], 'no listener stays on the page');
  assert.equal(after.history, 'native', 'the history is the browser’s own');
  assert.equal(after.stored, 0, 'nothing stays in the session storage');
  provesQuiet([visitor.screen]);
}

function strictPage({ origin }) {
  const policy = [
    "default-src 'none'",
    `script-src ${origin}`,
    "style-src 'self'",
    `frame-src ${origin}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return {
    contentType: 'text/html; charset=utf-8',
    headers: { 'Content-Security-Policy': policy, 'Cross-Origin-Opener-Policy': 'same-origin' },
    body: `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Strict</title></head>
<body>
<h1>A strict page</h1>
<p>It allows the widget's script and frame, and nothing else.</p>
<script src="${origin}/widget.js" data-inbox="demo" async></script>
</body>
</html>`,
  };
}

/** Runs before the page: notes what the widget does to it. */
function noteTheHost() {
  if (window.top !== window) return;
  const violations = [];
  const listeners = new Map();
  const names = new Set(Object.getOwnPropertyNames(window));
  const { pushState, replaceState } = History.prototype;
  let shift = 0;
  let before = '';

  document.addEventListener('securitypolicyviolation', (event) => {
    violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
  });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  document.addEventListener('DOMContentLoaded', () => {
    const page = document.documentElement.cloneNode(true);
    // The script may have been faster than the end of the document.
    page.querySelector('vitrine-widget')?.remove();
    before = page.outerHTML;
  });

  // Counted for everything that outlives the widget's own elements.
  for (const owner of [window, document, window.visualViewport]) {
    const { addEventListener: add, removeEventListener: remove } = owner;
    const count = (kind, by) => {
      // The test's own tools listen as well.
      if (!new Error().stack.includes('/widget.js')) return;
      listeners.set(kind, (listeners.get(kind) ?? 0) + by);
    };
    owner.addEventListener = (...parameters) => {
      count(parameters[0], 1);
      return add.apply(owner, parameters);
    };
    owner.removeEventListener = (...parameters) => {
      count(parameters[0], -1);
      return remove.apply(owner, parameters);
    };
  }

  for (const own of ['hostNotes', 'addEventListener', 'removeEventListener']) names.add(own);
  globalThis.hostNotes = () => ({
    violations,
    shift,
    before,
    html: document.documentElement.outerHTML,
    globals: Object.getOwnPropertyNames(window).filter((name) => !names.has(name)),
    listeners: [...listeners].filter(([, count]) => count !== 0).map(([kind]) => kind),
    history:
      history.pushState === pushState && history.replaceState === replaceState ? 'native' : 'ours',
    stored: sessionStorage.length,
  });
}
