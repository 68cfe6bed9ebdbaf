/**
 * @file A visitor at a desk lets a phone in: by a code it becomes the camera, and its photos come
 * onto the stage one after the other, one of them covered first. A second phone with the same code
 * is refused; the desk sees which phone it is and ends it. Then the whole conversation is carried
 * to another device, once, and both stay in step.
 */

import assert from 'node:assert/strict';
import { openAgent, openVisitor } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { Screen, until } from './screen.mjs';
import { startDemo } from './server.mjs';
import { choose } from './show_a_photo.mjs';

const DESK = { width: 1280, height: 860, density: 1, touch: false };
const PHONE = { width: 390, height: 844, density: 2, touch: true };
const LINE = 'The strap is torn, may I show you?';
const SIZE = { width: 1200, height: 900 };
const TAKE = '[data-input="camera-take"]';

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const browser = await journey.launch();
  const visitor = await openVisitor(browser, demo, DESK);
  journey.watch(visitor);
  const agent = await openAgent(browser, demo);
  journey.watch(agent);
  await visitor.openPanel();
  await visitor.say(LINE);
  await visitor.hears(LINE, { mine: true });
  await agent.pick(LINE);
  const scene = { journey, browser, visitor, agent };
  const phone = await camera(scene);
  const elsewhere = await carriedOn(scene);
  provesQuiet([visitor.screen, agent.screen, phone, elsewhere]);
}

/** Opens the menu's entry and gives the address behind the code. */
async function linkOf({ pane }, entry) {
  await pane.click('[data-testid="menu"]');
  await pane.click(`[data-testid="menu-${entry}"]`);
  await pane.shows('[data-testid="device-qr"]');
  return pane.evaluate(() => document.querySelector('.device-sheet textarea').value);
}

async function device({ journey, browser }, name, link) {
  const screen = new Screen(await browser.open(PHONE), { name, density: 2, touch: true });
  journey.watch(screen);
  await screen.goto(link);
  return screen;
}

function items({ pane }) {
  return pane.evaluate(() => document.querySelectorAll('.cv-strip [data-item]').length);
}

async function camera(scene) {
  const { journey, visitor, agent } = scene;
  journey.step('asking for a code');
  const link = await linkOf(visitor, 'camera');
  await journey.picture(visitor.screen, 'code');
  journey.step('opening it on a phone');
  const phone = await device(scene, 'phone', link);
  await phone.top.shows('[data-testid="camera-asks"]');
  await journey.picture(phone, 'asks');
  await phone.top.click('[data-testid="camera-join"]');
  await phone.top.shows('[data-testid="camera-takes"]');
  assert.ok(!(await phone.top.evaluate(() => location.hash)), 'the secret has left the address');
  await visitor.pane.shows('[data-testid="device-joined"]');
  await journey.picture(visitor.screen, 'joined');
  await visitor.pane.click('[data-testid="device-joined"] .button.primary');
  await visitor.pane.shows('[data-testid="camera-bar"]');

  journey.step('somebody else opens the same code');
  const other = await device(scene, 'other', link);
  await other.top.click('[data-testid="camera-join"]');
  await other.top.shows('[data-testid="camera-gone"]');
  await journey.picture(other, 'refused');

  journey.step('taking three photos, one of them covered');
  for (const [at, colour] of [
    [1, [230, 60, 200]],
    [2, [40, 120, 200]],
    [3, [60, 160, 60]],
  ]) {
    await choose(phone.top, TAKE, { name: 'image.jpg', size: SIZE, colour });
    await phone.top.shows('[data-upload="show"]');
    if (at === 2) {
      await phone.top.click('[data-upload="cover"]');
      await phone.top.shows('[data-cover="done"]');
      await journey.picture(phone, 'covering');
      await phone.top.click('[data-cover="done"]');
    }
    await phone.top.click('[data-upload="show"]');
    await phone.top.shows(`[data-testid="camera-count"][data-count="${at}"]`);
    await until(`the agent has ${at}`, async () => (await items(agent)) === at);
  }
  await journey.picture(phone, 'taken');
  await until('the visitor has all', async () => (await items(visitor)) === 3);
  await journey.picture(visitor.screen, 'photos');

  journey.step('going on after the phone has loaded the page again');
  await phone.reload();
  await phone.top.shows('[data-testid="camera-takes"]');

  journey.step('ending it at the desk');
  await visitor.pane.click('[data-testid="camera-end"]');
  await visitor.pane.lacks('[data-testid="camera-bar"]');
  await phone.top.shows('[data-testid="camera-gone"]');
  // That its token is refused from here on is what the browser complains about.
  phone.window.problems.length = 0;
  return phone;
}

async function carriedOn(scene) {
  const { journey, visitor, agent } = scene;
  journey.step('carrying the conversation to another device');
  const link = await linkOf(visitor, 'elsewhere');
  await journey.picture(visitor.screen, 'elsewhere');
  const tablet = await device(scene, 'tablet', link);
  await tablet.top.shows('[data-testid="continue"]');
  await journey.picture(tablet, 'carry-asks');
  await tablet.top.click('[data-testid="continue-open"]');
  await tablet.top.shows('[data-testid="panel"]');
  await visitor.pane.shows('[data-testid="device-joined"]');
  await visitor.pane.click('[data-testid="device-joined"] .button.primary');
  const has = (text) =>
    [...document.querySelectorAll('.bubble')].some((one) => one.textContent === text);
  await tablet.top.until('what was said came along', has, LINE);
  await agent.say('I see it, one moment.');
  await tablet.top.until('both hear', has, 'I see it, one moment.');
  await visitor.hears('I see it, one moment.', { mine: false });
  await journey.picture(tablet, 'carried');

  journey.step('opening that link again');
  const late = await device(scene, 'late', link);
  await late.top.click('[data-testid="continue-open"]');
  await late.top.shows('[data-testid="continue-gone"]');
  return tablet;
}
