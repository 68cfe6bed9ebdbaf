/**
 * @file A visitor shows a photo: chooses it, covers something, shows it; what is covered is gone
 * from what the other side gets. The connection is cut in the middle of sending and it goes on; a
 * picture is given up; a file that is no picture for us is refused in words.
 */

import assert from 'node:assert/strict';
import { startFaultProxy } from './fault_proxy.mjs';
import { openAgent, openVisitor, shelf } from './people.mjs';
import { until } from './screen.mjs';
import { startDemo } from './server.mjs';
import { UNIT } from './stage.mjs';

const LINE = 'I have a photo';
/** The photo: wide, all of it in a colour that nothing else has. */
const SIZE = { width: 1200, height: 800 };
const PINK = [230, 60, 200];
/** JPEG and scaling move colours a little. */
const NEAR = 40;
/** With the whole way of two browsers: what people feel as at once. */
const SEEN_MS = 2_000;

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const network = await startFaultProxy();
  journey.finally(() => network.stop());
  await shelf(demo);
  journey.step('opening both pages');
  const browser = await journey.launch();
  const desktop = { width: 1280, height: 800, density: 1, touch: false };
  const visitor = await openVisitor(browser, demo, { ...desktop, proxy: network.address });
  journey.watch(visitor);
  const agent = await openAgent(browser, demo);
  journey.watch(agent);
  await visitor.openPanel();
  await visitor.say(LINE);
  await agent.pick(LINE);
  const scene = { visitor, agent, network, v: visitor.stage(SIZE), a: agent.stage(SIZE) };
  await refused(journey, scene);
  await covered(journey, scene);
  await cut(journey, scene);
  await givenUp(journey, scene);
}

/** Chooses a file in a page, as the browser's own picker would. */
export function choose(pane, input, file) {
  return pane.evaluate(
    async ([selector, { name, kind, size, colour, text }]) => {
      const make = async () => {
        if (text !== undefined) return new Blob([text]);
        const canvas = Object.assign(document.createElement('canvas'), size);
        const context = canvas.getContext('2d');
        context.fillStyle = `rgb(${colour.join(' ')})`;
        context.fillRect(0, 0, size.width, size.height);
        if (kind === 'noise') {
          // Noise does not compress: the file is large enough to be cut in the middle.
          const noise = context.createImageData(size.width, size.height);
          for (let at = 0; at < noise.data.length; at += 1) noise.data[at] = Math.random() * 256;
          for (let at = 3; at < noise.data.length; at += 4) noise.data[at] = 255;
          context.putImageData(noise, 0, 0);
        }
        return new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.95));
      };
      const chosen = new DataTransfer();
      chosen.items.add(new File([await make()], name, { type: 'image/jpeg' }));
      const field = document.querySelector(selector);
      field.files = chosen.files;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    },
    [input, file],
  );
}

const PHOTO = '[data-input="photo"]';
const SHEET = '[data-testid="upload-sheet"]';
/** Where the focus was before the sheet. */
const COMPOSER = '[data-testid="composer"]';

async function refused(journey, { visitor }) {
  journey.step('choosing a file that this browser cannot open');
  const heic = '\0\0\0\x18ftypheic\0\0\0\0mif1heic';
  await choose(visitor.pane, PHOTO, { name: 'IMG_2.HEIC', text: heic });
  await visitor.pane.shows(`${SHEET} [data-code="kind_heic"]`);
  const words = await visitor.pane.evaluate(
    () => document.querySelector('[data-code="kind_heic"]').textContent,
  );
  assert.match(words, /HEIC/);
  await visitor.pane.click(`${SHEET} [data-upload="cancel"]`);
  await visitor.pane.lacks(SHEET);
}

async function covered(journey, { visitor, agent, v, a }) {
  journey.step('choosing a photo');
  await choose(visitor.pane, PHOTO, { name: 'sofa.jpg', size: SIZE, colour: PINK });
  await visitor.pane.shows(`${SHEET} .up-picture`);
  await hasFocusWithin(visitor, SHEET);
  await journey.picture(visitor.screen, 'chosen');
  journey.step('covering a part of it');
  await visitor.pane.click('[data-upload="cover"]');
  await hasFocusWithin(visitor, SHEET);
  await visitor.pane.click('[data-cover="box"]');
  const box = await visitor.pane.stillBox('.up-picture');
  const spot = (x, y) => ({ x: box.x + x * box.width, y: box.y + y * box.height });
  await visitor.screen.drag([spot(0.1, 0.1), spot(0.3, 0.3), spot(0.4, 0.4)]);
  await journey.picture(visitor.screen, 'covered');
  await visitor.pane.click('[data-cover="done"]');
  const nothing = await agent.pane.evaluate(
    () => document.querySelector('.cv-strip [data-item]') === null,
  );
  assert.ok(nothing, 'nothing has left the device before "Show"');
  journey.step('showing it');
  const from = Date.now();
  await visitor.pane.click('[data-upload="show"]');
  await a.until('shows the photo', (state) => state.item !== '');
  await agent.pane.lacks('.cv-loading');
  const took = Date.now() - from;
  journey.note(`seen by the other side after ${took} ms`);
  assert.ok(took < SEEN_MS * 5, `${took} ms`);
  await hasFocusWithin(visitor, COMPOSER);
  await Promise.all([v.ready(), a.ready()]);
  await visitor.pane.until('it is sent', () => !document.querySelector('.up-queue li'));
  await coloursAre(a, [
    [0.25, 0.25, [27, 26, 23]],
    [0.7, 0.7, PINK],
    [0.25, 0.7, PINK],
  ]);
  await journey.picture(agent.screen, 'shown');
}

/** The focus is in there; on the page's body a keyboard would begin anew, and nothing is read. */
function hasFocusWithin(visitor, selector) {
  return visitor.pane.until(
    `the focus is in ${selector}`,
    (within) => Boolean(document.activeElement?.closest(within)),
    selector,
  );
}

/** Waits until the picture has these colours at parts of its width and height. */
async function coloursAre(stage, wanted) {
  await until(`${stage.name} shows the colours`, async () => {
    const { view } = await stage.state();
    const seen = await stage.see(view);
    for (const [x, y, colour] of wanted) {
      const point = { u: x * UNIT, v: (y * UNIT * SIZE.height) / SIZE.width };
      const found = seen.colour(point);
      const near = colour.every((part, at) => Math.abs(part - found[at]) < NEAR);
      if (!near) throw new Error(`${x},${y}: ${found} instead of ${colour}`);
    }
    return true;
  });
}

function items(pane) {
  return pane.evaluate(() => document.querySelectorAll('.cv-strip [data-item]').length);
}

async function cut(journey, { visitor, agent, network }) {
  journey.step('cutting the connection in the middle of sending');
  network.disturb({ delayMs: 60 });
  const file = {
    name: 'wall.jpg',
    kind: 'noise',
    size: { width: 2400, height: 1800 },
    colour: PINK,
  };
  await choose(visitor.pane, '[data-input="file"]', file);
  await visitor.pane.click('[data-upload="show"]');
  await visitor.pane.shows('.up-queue [data-upload="sending"]');
  network.cut();
  await visitor.pane.shows('.up-queue [data-upload="paused"]');
  await journey.picture(visitor.screen, 'paused');
  network.mend();
  await visitor.pane.until('it arrived after all', () => !document.querySelector('.up-queue li'));
  await until('the agent has both', async () => (await items(agent.pane)) === 2);
}

async function givenUp(journey, { visitor, agent, network }) {
  journey.step('giving a picture up while it is sent');
  network.disturb({ delayMs: 400 });
  const file = {
    name: 'floor.jpg',
    kind: 'noise',
    size: { width: 2400, height: 1800 },
    colour: PINK,
  };
  await choose(visitor.pane, '[data-input="file"]', file);
  await visitor.pane.click('[data-upload="show"]');
  await visitor.pane.shows('.up-queue [data-upload="sending"]');
  await visitor.pane.click('.up-queue button[data-upload="stop"]');
  await visitor.pane.lacks('.up-queue li');
  network.mend();
  await until('the agent has the two of before', async () => (await items(agent.pane)) === 2);
}
