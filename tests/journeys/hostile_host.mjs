/**
 * @file The widget on a page that allows next to nothing and breaks what it can: a strict policy
 * with a nonce and trusted types, style rules for everything, an overlay above everything, changed
 * built-ins, the script twice, a body that is swapped. It works without a violation, moves nothing,
 * tells the page nothing of what is said, and leaves it as it was.
 *
 * The page lies at the shop's origin, which the inbox knows; the test's browser answers for it.
 */

import assert from 'node:assert/strict';
import { breakTheHost, hostilePage, noteTheHost } from './hostile_page.mjs';
import { openAgent, openVisitor } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { startDemo } from './server.mjs';

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const browser = await journey.launch();
  journey.step('opening the strict page');
  const visitor = await openVisitor(browser, demo, {
    page: `${demo.shop}/hostile/page.html`,
    width: 1280,
    height: 800,
    density: 1,
    touch: false,
    script: `(${noteTheHost})();(${breakTheHost})();`,
    answer: { path: '**/hostile/*', handle: hostilePage(demo) },
  });
  journey.watch(visitor);
  const { top } = visitor.screen;
  const notes = () => top.evaluate(() => globalThis.hostNotes());
  await top.shows('vitrine-widget >>> .launcher');

  journey.step('looking at what it did before anybody wanted it');
  await top.until('the page is idle', () => globalThis.hostNotes().sockets.length > 0);
  const before = await notes();
  const socket = demo.origin.replace('http', 'ws');
  assert.deepEqual(before.sockets, [`${socket}/v1/presence`], 'one socket before intent');
  const asked = before.asked.map((url) => url.replace(/-[0-9a-f]{10}\.js$/, '.js'));
  assert.deepEqual(
    [...new Set(asked)].sort(),
    [`${demo.origin}/widget-visit.js`, `${demo.origin}/widget.js`],
    'requests to our server before intent: the loader and the part with the socket',
  );
  assert.equal(before.frames, 0, 'no frame before intent');
  assert.deepEqual(before.stored, [], 's48: nothing is stored before somebody uses it');
  assert.equal(before.cookie, '', 's48: no cookie');
  assert.equal(before.widgets, 1, 'the script twice is one widget');
  assert.ok(before.onTop, 'the button is on top of the overlay and can be pressed');

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

  journey.step('going to another page without a reload');
  await top.evaluate(() => {
    history.pushState(null, '', '/hostile/second.html');
    document.title = 'Second page';
  });
  await agent.pane.until('sees the second page', () =>
    document.body.textContent.includes('Second page'),
  );

  journey.step('swapping the body');
  await visitor.pane.evaluate(() => {
    globalThis.untouched = true;
  });
  await top.evaluate(() => {
    const body = document.createElement('body');
    body.append('Another body');
    document.body.replaceWith(body);
  });
  assert.equal(
    await visitor.pane.evaluate(() => globalThis.untouched),
    true,
    'the panel was not even reloaded',
  );
  await visitor.say('Still here');
  await agent.hears('Still here', { mine: false });

  journey.step('looking at what it did to the page');
  const during = await notes();
  assert.deepEqual(during.violations, [], 'the page’s policy was violated');
  assert.equal(during.shift, 0, `the page moved by ${during.shift}`);
  assert.ok(during.listeners.length > 0, 'the widget listens while it is there');
  assert.deepEqual(during.globals, ['Vitrine'], 'one name is added to the page');
  assert.ok(!during.text.includes('It works.'), 's53: the page cannot read what is said');
  assert.equal(during.styles, 0, 's45: no style attributes');
  for (const event of ['ready', 'opened', 'message_sent', 'message_received', 'coview_item']) {
    assert.ok(during.events.includes(event), `the page heard of ${event}: ${during.events}`);
  }

  journey.step('asking for another server');
  await top.evaluate(() => globalThis.Vitrine('update', { origin: 'https://evil.test', src: 'x' }));
  assert.ok((await notes()).frameSrc.startsWith(demo.origin), 's53: the server stays the same');

  journey.step('taking it away');
  await top.evaluate(() => {
    globalThis.Vitrine('destroy');
    document.title = 'Strict';
    document.body.replaceWith(globalThis.hostBody);
  });
  const after = await notes();
  assert.equal(after.html, after.before, 'the document is as it was');
  assert.deepEqual(after.globals, [], 'no name stays on the page');
  assert.deepEqual(after.listeners, [], 'no listener stays on the page');
  assert.equal(after.timers, 0, 'no timer stays on the page');
  assert.equal(after.history, 'native', 'the history is the browser’s own');
  assert.deepEqual(after.stored, [], 'nothing stays in the page’s storage');
  provesQuiet([visitor.screen]);
}
