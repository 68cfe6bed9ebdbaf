/**
 * @file A picture of 61 megapixels: staff show it as it is, the visitor's phone zooms in as far as
 * it goes, and both see the picture's own pixels, from tiles; few of them are fetched. Small
 * copies come by signed addresses. Taken off the strip, it is gone on both sides.
 */

import assert from 'node:assert/strict';
import { dotsRight, fineGrid, SIZE } from './fine_grid.mjs';
import { pinch } from './hands.mjs';
import { openAgent, openVisitor, shelf } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { sameView } from './same_pixels.mjs';
import { until } from './screen.mjs';
import { startDemo } from './server.mjs';
import { UNIT } from './stage.mjs';

const LINE = 'Is there a fault in the weave?';
/** The server has a minute to make tiles of it, and this machine is busy. */
const SHARP_MS = 180_000;
/** On a machine that is busier still the minute is over, and the page tries again by itself. */
const TRIED_AGAIN = /503 .*\/finish\)$/;
/** Dots that are seen as they are; JPEG and rounding cost a few. */
const RIGHT = 0.97;
/** The picture has 322 tiles; a phone's view of it some twenty, and the way there a few more. */
const TILES = 100;
const ITEM = '.cv-strip [data-item]';

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  await shelf(demo);
  journey.step('opening both pages');
  const browser = await journey.launch();
  const visitor = await openVisitor(browser, demo);
  const agent = await openAgent(browser, demo, { density: 2 });
  journey.watch(visitor, agent);
  await visitor.openPanel();
  await visitor.say(LINE);
  await agent.pick(LINE);
  const [v, a] = [visitor.stage(SIZE), agent.stage(SIZE)];
  const scene = { visitor, agent, v, a };
  await show(journey, scene);
  await zoom(journey, scene);
  await small(journey, scene);
  await remove(journey, scene);
  journey.step('listening to the browsers');
  const { problems } = agent.screen.window;
  problems.splice(0, problems.length, ...problems.filter((words) => !TRIED_AGAIN.test(words)));
  provesQuiet([visitor.screen, agent.screen]);
}

async function show(journey, { agent, v, a }) {
  journey.step('choosing a picture of 61 megapixels');
  const file = fineGrid();
  journey.note(`${(file.length / 1e6).toFixed(1)} MB`);
  await agent.pane.evaluate(choose, file.toString('base64'));
  await agent.pane.click('[data-upload="show"]');
  journey.step('showing its preview');
  await v.until('shows the picture', (state) => state.item !== '', SHARP_MS);
  await Promise.all([v.ready(), a.ready()]);
  await journey.picture(v.pane.screen, 'preview');
  journey.step('waiting until it is sharp');
  await agent.pane.lacks('.up-queue li', SHARP_MS);
  const [item] = await agent.pane.evaluate((one) => [document.querySelector(one).title], ITEM);
  assert.equal(item, 'weave.png');
}

function choose(base64) {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const chosen = new DataTransfer();
  chosen.items.add(new File([bytes], 'weave.png', { type: 'image/png' }));
  const field = document.querySelector('[data-input="file"]');
  field.files = chosen.files;
  field.dispatchEvent(new Event('change', { bubbles: true }));
}

async function zoom(journey, { visitor, agent, v, a }) {
  journey.step('zooming in on the phone as far as it goes');
  const deep = ({ view }) => view.eu < UNIT / 7.5;
  await v.untilMoved('is at eight times', () => pinch(v, { from: 60, to: 300 }), deep);
  const view = await sameView(v, a);
  for (const stage of [v, a]) {
    const dots = await until(`${stage.name} shows every dot`, async () => {
      const found = await dotsRight(stage, view);
      if (found.share >= RIGHT && found.all > 0) return found;
      throw new Error(JSON.stringify(found));
    });
    journey.note(`${stage.name}: ${(dots.share * 100).toFixed(1)} % of ${dots.all} dots`);
  }
  await journey.picture(visitor.screen, 'deep');
  await journey.picture(agent.screen, 'deep');
  for (const one of [visitor, agent]) {
    const tiles = await one.pane.evaluate(addresses, '/tiles/');
    journey.note(`${one.screen.name}: ${tiles.length} tiles`);
    assert.ok(tiles.length > 0 && tiles.length <= TILES, `${tiles.length} tiles`);
    assert.ok(tiles.every(isSigned), 'tiles come by signed addresses');
    assert.equal(new Set(tiles).size, tiles.length, 'no tile is fetched twice');
  }
}

function addresses(part) {
  const all = performance.getEntriesByType('resource').map(({ name }) => name);
  return all.filter((one) => one.includes(part));
}

function isSigned(address) {
  const { searchParams } = new URL(address);
  return ['e', 'v', 's'].every((name) => searchParams.has(name));
}

async function small(journey, { visitor, agent }) {
  journey.step('looking at the small copies');
  for (const { pane } of [visitor, agent]) {
    const copies = await pane.until(
      'the strip has its small copy',
      (one) => {
        const images = [...document.querySelectorAll(`${one} img`)];
        const there = images.length > 0 && images.every((image) => image.naturalWidth > 0);
        return there && images.map((image) => image.src);
      },
      ITEM,
    );
    assert.ok(copies.every(isSigned), copies.join());
  }
}

async function remove(journey, { visitor, agent }) {
  journey.step('taking it off the strip');
  await agent.pane.evaluate((one) => document.querySelector(one).focus(), ITEM);
  await agent.screen.key('Delete');
  for (const { pane } of [agent, visitor]) {
    await pane.lacks(ITEM);
    await pane.until(
      'nothing is on the stage',
      () => (document.querySelector('.cv-picture')?.dataset.item ?? '') === '',
    );
  }
}
