/**
 * @file A visitor with three tabs and an agent with two devices: whatever one of the five does, all
 * of them end with the same; an answer makes one sound, in the tab where the visitor was last, and
 * in another one when that is closed.
 */

import assert from 'node:assert/strict';
import { provesAlike } from './alike.mjs';
import { launchTabs } from './drivers/tabs.mjs';
import { drag, ink } from './hands.mjs';
import { openAgent, openVisitor, shelf } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { until } from './screen.mjs';
import { startDemo } from './server.mjs';

const DESK = { width: 1280, height: 800, density: 1, touch: false };
const LINE = 'Which of these is lighter?';

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const [{ size }] = await shelf(demo);
  journey.step('the visitor opens the first tab');
  const tabs = await launchTabs(DESK);
  journey.finally(() => tabs.close());
  const first = await openTab(tabs, demo, 'bag');
  journey.watch(first);
  await first.say(LINE);
  await first.pane.click('[data-testid="menu"]');
  await first.pane.click('[data-testid="menu-sound"]');

  journey.step('the agent opens both devices');
  const browser = await journey.launch();
  const [desk, lap] = [await openAgent(browser, demo), await openAgent(browser, demo)];
  journey.watch(desk);
  for (const device of [desk, lap]) await device.pick(LINE);
  await desk.pane.click('.cv-empty [data-media]');
  journey.step('the visitor opens two more tabs');
  const visitors = [first, await openTab(tabs, demo, 'watch'), await openTab(tabs, demo, 'mug')];
  const scene = { tabs, visitors, desk, lap, size };
  await everybody(journey, scene);
  await sounds(journey, scene);
  journey.step('listening to the browsers');
  provesQuiet([...visitors, desk, lap].map(({ screen }) => screen));
}

async function openTab(tabs, demo, product) {
  const page = `${demo.shop}/p/${product}.html`;
  const tab = await openVisitor(tabs, demo, { ...DESK, page, script: countSounds });
  await tab.openPanel();
  return tab;
}

/** Runs before all scripts of a page: each sound makes one of these. */
function countSounds() {
  globalThis.journeySounds = 0;
  globalThis.AudioContext = class extends AudioContext {
    constructor() {
      super();
      globalThis.journeySounds += 1;
    }
  };
}

/** The same for all five; of the tabs each in its turn is in front, as only that one paints. */
async function same(what, { visitors, desk, lap, size }) {
  const [d, l] = [desk.stage(size), lap.stage(size)];
  for (const tab of visitors) {
    await tab.screen.window.front();
    await provesAlike(`${what}`, [tab, desk, lap], [d, l, tab.stage(size)]);
  }
}

async function everybody(journey, scene) {
  const { visitors, desk, lap, size } = scene;
  const [one, two, three] = visitors;
  const [d, l] = [desk.stage(size), lap.stage(size)];
  journey.step('one device draws, the other one moves the picture');
  await Promise.all([d.ready(), l.ready()]);
  await d.tool('pen');
  await ink(d, l, { at: 0.3, from: 0.3, to: 0.6 }, () => undefined);
  await d.tool('hand');
  const { x, y } = await l.middle();
  await lap.screen.window.mouse('move', x, y);
  const before = await l.state();
  await d.untilMoved(
    'is zoomed by the other device',
    () => lap.screen.window.wheel(x, y, -240),
    ({ view }) => view.eu < before.view.eu,
  );
  await same('after the devices', scene);

  journey.step('one tab draws, another one moves the picture, the third one writes');
  await two.screen.window.front();
  const v = two.stage(size);
  await v.ready();
  await v.tool('pen');
  await ink(v, d, { at: 0.6, from: 0.3, to: 0.6 }, () => undefined);
  await v.tool('hand');
  await three.screen.window.front();
  const start = await d.state();
  const w = three.stage(size);
  await w.ready();
  await d.untilMoved(
    'is moved by the third tab',
    () => drag(w, { x: -50, y: 30 }),
    ({ view }) => Math.abs(view.cu - start.view.cu) > 50,
  );
  await one.screen.window.front();
  await one.say('The left one, I think');
  await lap.hears('The left one, I think', { mine: false });
  await lap.say('Right, by 200 g');
  await same('after the tabs', scene);
}

async function sounds(journey, { tabs, visitors, desk }) {
  const [one, two, three] = visitors;
  const heard = () =>
    Promise.all(visitors.map(({ pane }) => pane.evaluate(() => globalThis.journeySounds)));
  const tells = async (text, hearers) => {
    await desk.say(text);
    for (const tab of hearers) await tab.hears(text, { mine: false });
  };
  journey.step('an answer sounds in one of three hidden tabs');
  // In this order: the visitor was in the second tab last.
  for (const tab of [one, three, two]) {
    await tab.screen.window.front();
    await tab.pane.click('[data-testid="composer"]');
  }
  await tabs.lookAway();
  const before = await heard();
  await tells('Shall I set it aside?', visitors);
  await until('one tab has made a sound', async () => sum(await heard()) > sum(before));
  await tells('Until Friday?', visitors);
  await until('it has made another one', async () => sum(await heard()) > sum(before) + 1);
  const after = await heard();
  assert.deepEqual(
    after.map((count, at) => count - before[at]),
    [0, 2, 0],
    'the tab that had the focus last, and no other',
  );

  journey.step('that tab is closed');
  await two.screen.window.close();
  visitors.splice(1, 1);
  const left = await heard();
  await tells('Just say so.', visitors);
  await until('one of the others has made a sound', async () => sum(await heard()) > sum(left));
  await tells('Good night!', visitors);
  await until('it has made another one', async () => sum(await heard()) > sum(left) + 1);
  assert.equal(sum(await heard()) - sum(left), 2, 'one sound for each answer');
}

const sum = (counts) => counts.reduce((all, one) => all + one, 0);
