/**
 * @file What somebody sees who runs the one command and opens the one address: the story told by
 * itself, the same picture on both sides, the first touch that ends the script, the plug pulled in
 * the middle of a stroke, the story once more, and the page on smaller windows.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { provesAccessible } from './accessible.mjs';
import { ink } from './hands.mjs';
import { PANEL, shelf } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { sameView } from './same_pixels.mjs';
import { Screen, until } from './screen.mjs';
import { startDemo } from './server.mjs';
import { Stage, UNIT } from './stage.mjs';

const CUSTOMER = '[data-testid="demo-customer"]';
const CONSOLE = '[data-testid="demo-agent"]';
/** From opening the address to the last beat of the story. */
const STORY_MS = 30_000;
/** Ana's arrow has grown before this much of her script; longer she would not be quiet. */
const QUIET_MS = 7_000;
const PLUG_MS = 5_000;

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const pictures = await shelf(demo);
  const { size } = pictures[0];
  const browser = await journey.launch();
  const open = async (name, width, height) => {
    const window = await browser.open({ width, height });
    const screen = new Screen(window, { name });
    journey.watch(screen);
    return screen;
  };

  const screen = await open('desk', 1440, 900);
  const page = scene(screen, size);
  journey.step('opening the address');
  const from = Date.now();
  await screen.goto(demo.address);
  await story(journey, page, from);
  await journey.also(provesAccessible('the demo page', screen.top));
  await touch(journey, page);
  await unplug(journey, page);
  await again(journey, page);
  journey.step('listening to the browser');
  provesQuiet([screen], { cut: true });

  for (const [name, width, height] of [
    ['1024', 1024, 768],
    ['390', 390, 844],
  ]) {
    journey.step(`opening it ${name} wide`);
    const small = await open(name, width, height);
    await small.goto(demo.address);
    await smaller(journey, small, size, width);
  }
}

/** The demo page with its frames. */
function scene(screen, size) {
  const customer = screen.top.frame(CUSTOMER).frame(PANEL);
  const agent = screen.top.frame(CONSOLE);
  const [v, a] = [new Stage(customer, size), new Stage(agent, size)];
  v.name = 'customer';
  a.name = 'agent';
  return { screen, top: screen.top, customer, agent, v, a, size };
}

async function story(journey, { screen, customer, agent, v, a, size }, from) {
  const seconds = () => ((Date.now() - from) / 1000).toFixed(1);
  const beat = async (words) => {
    journey.note(`${seconds()} s: ${words}`);
    await journey.picture(screen, words.replaceAll(' ', '-'));
  };
  journey.step('the panel opens by itself');
  await customer.shows('[data-testid="panel"]');
  journey.step('Ana speaks');
  await said(customer, 1);
  await beat('Ana has spoken');

  journey.step('the stage unfolds');
  await v.ready();
  await a.ready();
  await watchInk(customer);
  journey.step('both glide to the seam');
  const focus = await seam();
  await v.until('shows the seam closely', ({ view }) => view.eu < focus.eu * 2.5);
  const view = await sameView(v, a);
  assert.ok(Math.abs(view.cu - focus.cu) < view.eu / 2, 'the seam lies in the view');
  assert.ok(size.width > 0);
  await beat('both see the seam');

  journey.step('the arrow grows while it is drawn');
  const sizes = await until('the arrow has grown', async () => {
    const seen = await customer.evaluate(() => globalThis.inkSizes);
    return seen.length >= 4 ? seen : null;
  });
  journey.note(`the arrow was painted in ${sizes.length} sizes: ${sizes.join(' ')} …`);
  await beat('the arrow grows');
  journey.step('the badge says in sync');
  await Promise.all([v.badge('in_sync'), a.badge('in_sync')]);
  await beat('in sync');
  journey.step('Ana gives the turn');
  await said(customer, 3);
  await said(agent, 3);
  const took = Date.now() - from;
  await beat('your turn');
  assert.ok(took <= STORY_MS, `the story took ${took} ms`);
}

/** Waits until so many messages are there. */
function said(pane, count) {
  const enough = (least) =>
    document.querySelectorAll('[data-testid="message"][data-state="sent"]').length >= least;
  return pane.until(`has ${count} messages`, enough, count);
}

/** Where the story looks, in image units. */
async function seam() {
  const file = new URL('../../server/demo/products.json', import.meta.url);
  const { focus } = JSON.parse(await readFile(file, 'utf8')).find((product) => product.focus);
  return { cu: focus.u * UNIT, cv: focus.v * UNIT, eu: focus.eu * UNIT };
}

/** Notes in the page how much ink there is, each time it has become more. */
function watchInk(pane) {
  return pane.evaluate(() => {
    const sizes = [];
    globalThis.inkSizes = sizes;
    const side = 96;
    const copy = Object.assign(document.createElement('canvas'), { width: side, height: side });
    const context = copy.getContext('2d', { willReadFrequently: true });
    const look = () => {
      const canvas = document.querySelector('.cv-ink');
      if (!canvas || sizes.length > 40) return;
      context.clearRect(0, 0, side, side);
      context.drawImage(canvas, 0, 0, side, side);
      const { data } = context.getImageData(0, 0, side, side);
      let count = 0;
      for (let at = 3; at < data.length; at += 4) if (data[at] > 60) count += 1;
      if (count > (sizes.at(-1) ?? 0)) sizes.push(count);
      requestAnimationFrame(look);
    };
    look();
  });
}

/** Another telling, which the first press of a person ends. */
async function touch(journey, { screen, top, customer }) {
  journey.step('a press ends the script');
  await top.click('[data-testid="demo-start-over"]');
  await top.until('the story begins anew', () =>
    document.querySelector('[data-testid="demo-status"]')?.textContent.includes('Ana'),
  );
  await said(customer, 1);
  const box = await customer.stillBox('.chat');
  await screen.press(box.x + box.width / 2, box.y + box.height / 2);
  await top.until('it is the person’s turn', () =>
    document.querySelector('[data-testid="demo-status"]')?.textContent.startsWith('Your turn'),
  );
  // Nothing can be waited for but that nothing comes.
  const unfolded = customer.shows('.cv-picture', QUIET_MS).then(
    () => true,
    () => false,
  );
  assert.equal(await unfolded, false, 'Ana went on although a person had taken over');
  await journey.picture(screen, 'taken-over');
}

async function unplug(journey, { screen, top, customer, agent, v, a }) {
  journey.step('putting a picture on the stage by hand');
  await agent.click('.cv-empty [data-media]');
  await v.ready();
  await a.ready();
  await Promise.all([v.badge('in_sync'), a.badge('in_sync')]);
  journey.step('pulling the plug in the middle of a stroke');
  await a.tool('pen');
  const line = await ink(a, v, { at: 0.4, from: 0.3, to: 0.7, pause: true }, async (points, go) => {
    await v.hasInk(points, 'before the plug is pulled');
    // The mouse is busy drawing; the button is pressed as a keyboard would.
    await top.evaluate(() => document.querySelector('[data-testid="demo-unplug"]').click());
    const words = await top.until('the server answers again', () => {
      const status = document.querySelector('[data-testid="demo-status"]');
      return status?.classList.contains('plug-back') ? status.textContent : null;
    });
    journey.note(words);
    const seconds = Number(/([\d.,]+) s/.exec(words)?.[1].replace(',', '.'));
    assert.ok(seconds * 1000 <= PLUG_MS, words);
    for (const pane of [customer, agent]) await pane.lacks('[data-testid="offline-bar"]');
    await v.hasInk(points, 'after the restart');
    await a.hasInk(points, 'after the restart');
    await journey.picture(screen, 'plug-back');
    const rest = await go();
    await v.hasInk(rest, 'drawn after the restart');
  });
  await Promise.all([v.hasInk(line, 'when it is done'), a.hasInk(line, 'when it is done')]);
  await Promise.all([v.badge('in_sync'), a.badge('in_sync')]);
  await a.tool('hand');
}

async function again(journey, { screen, top, customer }) {
  journey.step('starting over');
  await top.click('[data-testid="demo-start-over"]');
  await top.until('the story begins anew', () =>
    document.querySelector('[data-testid="demo-status"]')?.textContent.includes('Ana'),
  );
  await said(customer, 1);
  await customer.shows('.cv-picture');
  await journey.picture(screen, 'again');
}

/** With tabs, or with nothing but the customer. */
async function smaller(journey, screen, size, width) {
  const page = scene(screen, size);
  await page.customer.shows('[data-testid="panel"]');
  await said(page.customer, 1);
  await page.v.ready();
  await journey.picture(screen, 'customer');
  const tabs = await screen.top.evaluate(() => {
    const box = document.querySelector('.demo-tabs')?.getBoundingClientRect();
    return Boolean(box && box.width > 0);
  });
  assert.equal(tabs, width >= 1024, 'tabs where there is room for one page at a time');
  if (!tabs) return;
  await screen.top.click('.demo-tabs button:nth-child(2)');
  await screen.top.shows(CONSOLE);
  await page.a.ready();
  await journey.picture(screen, 'agent');
}
