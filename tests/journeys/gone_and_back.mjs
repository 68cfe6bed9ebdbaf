/**
 * @file A visitor's page that is away and comes back: hidden and put to sleep while its line dies,
 * left for another page and taken back out of the browser's cache, and awake on a line that is
 * dead without anybody having been told. Each time both sides end with the same.
 */

import assert from 'node:assert/strict';
import { provesAlike } from './alike.mjs';
import { launchTabs } from './drivers/tabs.mjs';
import { startFaultProxy } from './fault_proxy.mjs';
import { drag, ink } from './hands.mjs';
import { openAgent, openVisitor, shelf } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { startDemo } from './server.mjs';

const DESK = { width: 1280, height: 800, density: 1, touch: false };
/**
 * A page that waits for an answer asks after 2 s whether anybody is there and gives the line up a
 * second later. One that only listens would take 30 s: whatever is over by this time was noticed by
 * asking.
 */
const NOTICED_MS = 20_000;

export async function play(journey) {
  const scene = await set(journey);
  await asleep(journey, scene);
  await elsewhere(journey, scene);
  await stranded(journey, scene);
  journey.step('listening to the browsers');
  provesQuiet([scene.visitor.screen, scene.agent.screen], { cut: true });
}

async function set(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const network = await startFaultProxy();
  journey.finally(() => network.stop());
  const [{ size }] = await shelf(demo);
  journey.step('opening both pages');
  const tabs = await launchTabs({ ...DESK, proxy: network.address });
  journey.finally(() => tabs.close());
  const visitor = await openVisitor(tabs, demo, DESK);
  journey.watch(visitor);
  const browser = await journey.launch();
  const agent = await openAgent(browser, demo);
  journey.watch(agent);
  await visitor.openPanel();
  await visitor.say('Is it heavy?');
  await agent.pick('Is it heavy?');
  await agent.pane.click('.cv-empty [data-media]');
  const [v, a] = [visitor.stage(size), agent.stage(size)];
  await Promise.all([v.ready(), a.ready()]);
  await a.badge('in_sync');
  return { demo, network, visitor, agent, v, a };
}

/** The agent goes on without the visitor: words, a stroke, another view. */
async function goOn({ agent, a }, words, at) {
  for (const text of words) {
    await agent.say(text);
    await agent.hears(text, { mine: true });
  }
  await a.tool('pen');
  await ink(a, a, { at, from: 0.3, to: 0.6 }, () => undefined);
  await a.tool('hand');
  const { x, y } = await a.middle();
  const before = await a.state();
  await agent.screen.window.mouse('move', x, y);
  await agent.screen.window.wheel(x, y, -240);
  await a.until('is zoomed', ({ view }) => view.eu < before.view.eu);
  await drag(a, { x: -40, y: 25 });
}

async function asleep(journey, scene) {
  const { network, visitor, agent, v, a } = scene;
  journey.step('the visitor’s tab is hidden and put to sleep');
  await visitor.screen.window.sleep();
  await a.badge('away');
  journey.step('the service gives the line up, the agent goes on');
  network.strand({ told: true });
  await goOn(scene, ['A good kilo.', 'Look at the strap:'], 0.3);
  journey.step('the tab is woken');
  await visitor.screen.window.wake();
  const { words } = await provesAlike('after the sleep', [visitor, agent], [a, v]);
  assert.deepEqual(
    words.map(([text]) => text),
    ['Is it heavy?', 'A good kilo.', 'Look at the strap:'],
  );
  await a.badge('in_sync');
}

async function elsewhere(journey, scene) {
  const { demo, visitor, agent, v, a } = scene;
  journey.step('the visitor goes to another page');
  const { top, window } = visitor.screen;
  await top.evaluate(() => {
    globalThis.journeyKept = true;
  });
  await visitor.screen.goto(`${demo.shop}/p/stool.html`);
  assert.equal(await top.evaluate(() => globalThis.journeyKept ?? null), null);
  await goOn(scene, ['Still there?'], 0.5);
  journey.step('the visitor goes back');
  await window.back();
  await top.until('the page of before is back, as it was', () => globalThis.journeyKept === true);
  await provesAlike('after going back', [visitor, agent], [a, v]);
  await visitor.say('Yes, back again');
  await agent.hears('Yes, back again', { mine: false });
  await a.badge('in_sync');
  await journey.picture(visitor.screen, 'back');
}

async function stranded(journey, scene) {
  const { network, visitor, agent, v, a } = scene;
  journey.step('the line is dead and nobody is told');
  network.strand();
  await goOn(scene, ['It comes in brown too.'], 0.7);
  const from = Date.now();
  await visitor.say('And in black?');
  await visitor.hears('And in black?', { mine: true, state: 'pending' });
  await visitor.pane.until(
    'the message has gone over another line',
    () => !document.querySelector('[data-testid="message"][data-state="pending"]'),
    undefined,
    NOTICED_MS,
  );
  journey.note(`a dead line was noticed and replaced after ${Date.now() - from} ms`);
  await agent.hears('And in black?', { mine: false });
  await provesAlike('after the dead line', [visitor, agent], [a, v]);
  await v.tool('pen');
  await ink(v, a, { at: 0.85, from: 0.4, to: 0.7 }, () => undefined);
  await provesAlike('after the visitor’s stroke', [visitor, agent], [a, v]);
  await a.badge('in_sync');
}
