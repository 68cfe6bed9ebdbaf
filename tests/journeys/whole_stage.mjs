/**
 * @file The whole stage: every tool drawn by one side arrives at the other where it was drawn,
 * undo and redo, clearing and bringing back, a fixed view, pictures side by side that zoom as one
 * or each by itself, the strip put in order, and drawing without a pointer.
 */

import assert from 'node:assert/strict';
import { openAgent, openVisitor, shelf } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { until } from './screen.mjs';
import { startDemo } from './server.mjs';
import { UNIT } from './stage.mjs';

const LINE = 'Look at all of this';
const DESKTOP = { width: 1280, height: 800, density: 1, touch: false };

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const [{ size }] = await shelf(demo);
  journey.step('opening both pages');
  const browser = await journey.launch();
  const visitor = await openVisitor(browser, demo, DESKTOP);
  journey.watch(visitor);
  const agent = await openAgent(browser, demo);
  journey.watch(agent);
  await visitor.openPanel();
  await visitor.say(LINE);
  await agent.pick(LINE);
  await agent.pane.click('.cv-empty [data-media]');
  const [v, a] = [visitor.stage(size), agent.stage(size)];
  await Promise.all([v.ready(), a.ready()]);
  const scene = { visitor, agent, v, a, size };
  await everyTool(journey, scene);
  await backAndForth(journey, scene);
  await clearing(journey, scene);
  await fixed(journey, scene);
  await withoutPointer(journey, scene);
  await sideBySide(journey, scene);
  await strip(journey, scene);
  journey.step('listening to the browsers');
  provesQuiet([visitor.screen, agent.screen]);
}

/** A place of the picture, by parts of its width and height. */
function at({ size }, x, y) {
  return { u: x * UNIT, v: (y * UNIT * size.height) / size.width };
}

/** Takes a tool, wherever it stands. */
async function take(stage, name) {
  const front = await stage.pane.evaluate(
    (tool) => document.querySelector(`.cv-toolbar > [data-tool="${tool}"]`) !== null,
    name,
  );
  if (!front) await stage.pane.click('.cv-toolbar [data-tool="more"]');
  await stage.pane.click(`.cv-toolbar ${front ? '> ' : '.cv-menu '}[data-tool="${name}"]`);
}

async function drag(stage, from, to) {
  const [a, b] = await stage.places([from, to]);
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  await stage.pane.screen.drag([a, middle, b]);
}

async function tap(stage, point) {
  const [place] = await stage.places([point]);
  await stage.pane.screen.press(place.x, place.y);
}

/** How many live marks a stage knows of the picture in front, by what it can select. */
function marks(stage) {
  return stage.pane.evaluate(() => {
    const { marks } = document.querySelector('.cv-picture').dataset;
    return JSON.parse(marks);
  });
}

async function hasMarks(stage, tools) {
  return until(`${stage.name} has the marks ${tools.join(', ')}`, async () => {
    const there = (await marks(stage)).map(({ tool }) => tool);
    if (there.join() === tools.join()) return true;
    throw new Error(there.join());
  });
}

async function everyTool(journey, scene) {
  const { v, a, agent, visitor } = scene;
  const drawn = [];
  const rows = { pen: 0.12, highlighter: 0.24, arrow: 0.36, rectangle: 0.48, ellipse: 0.6 };
  for (const [tool, y] of Object.entries(rows)) {
    const by = drawn.length % 2 === 0 ? a : v;
    const other = by === a ? v : a;
    journey.step(`${by.name} draws with the ${tool}`);
    await take(by, tool);
    const [from, to] = [at(scene, 0.2, y), at(scene, 0.7, y + 0.08)];
    await drag(by, from, to);
    drawn.push(tool);
    await Promise.all([hasMarks(by, drawn), hasMarks(other, drawn)]);
    // Where ink must be: on the way of a line, on the sides of a shape.
    const spots = {
      rectangle: [at(scene, 0.2, y + 0.04), at(scene, 0.45, y)],
      ellipse: [at(scene, 0.2, y + 0.04), at(scene, 0.45, y)],
    }[tool] ?? [from, at(scene, 0.45, y + 0.04)];
    await Promise.all([by.hasInk(spots, 'drawn here'), other.hasInk(spots, 'drawn there')]);
  }

  journey.step('the visitor writes on the picture');
  await take(v, 'text');
  await tap(v, at(scene, 0.15, 0.78));
  await v.pane.shows('.cv-writer:not([aria-hidden])');
  await visitor.screen.text('Loose seam');
  await visitor.screen.key('Enter');
  drawn.push('text');
  await hasMarks(a, drawn);
  await a.hasInk([at(scene, 0.165, 0.79)], 'of the words').catch(() => undefined);

  journey.step('the agent puts numbered pins');
  await take(a, 'pin');
  for (const words of ['Button', '']) {
    await tap(a, at(scene, words ? 0.8 : 0.88, 0.5));
    await a.pane.shows('.cv-writer:not([aria-hidden])');
    if (words) await agent.screen.text(words);
    await agent.screen.key('Enter');
    drawn.push('pin');
    await hasMarks(v, drawn);
  }
  const numbers = (await marks(v)).flatMap(({ number }) => number ?? []);
  assert.deepEqual(numbers, [1, 2], 'pins count up');
  await v.pane.until('the list of pins has the words', () =>
    document.querySelector('.cv-pins')?.textContent.includes('Button'),
  );
  await take(a, 'hand');
  await take(v, 'hand');
  await journey.picture(visitor.screen, 'every-tool');
  await journey.picture(agent.screen, 'every-tool');
}

async function backAndForth(journey, { v, a }) {
  const all = (await marks(a)).map(({ tool }) => tool);
  journey.step('the agent takes back and does again');
  await a.tool('undo');
  await hasMarks(v, all.slice(0, -1));
  await a.tool('redo');
  await hasMarks(v, all);
  journey.step('the visitor deletes one mark, and takes that back');
  await take(v, 'hand');
  const own = (await marks(v)).findIndex(({ mine }) => mine);
  const place = (await marks(v))[own];
  await tap(v, place.at);
  await v.pane.click('[data-line="selected"] .cv-danger');
  await hasMarks(a, all.toSpliced(own, 1));
  await v.tool('undo');
  await hasMarks(a, all);
}

async function clearing(journey, { v, a, agent }) {
  const all = (await marks(a)).map(({ tool }) => tool);
  journey.step('the agent clears all and brings all back');
  await take(a, 'clear');
  await Promise.all([hasMarks(a, []), hasMarks(v, [])]);
  await agent.pane.shows('[data-line="cleared"]');
  await agent.pane.click('[data-line="cleared"] .cv-link');
  await Promise.all([hasMarks(a, all), hasMarks(v, all)]);
  await agent.pane.lacks('[data-line="cleared"]');
}

async function fixed(journey, { v, a, visitor }) {
  journey.step('the agent fixes the view');
  await take(a, 'lock');
  await visitor.pane.shows('[data-banner="locked"]');
  const before = await a.state();
  journey.step('the visitor looks on their own');
  const middle = await v.middle();
  await visitor.screen.window.mouse('move', middle.x, middle.y);
  for (let turn = 0; turn < 5; turn += 1) {
    await visitor.screen.window.wheel(middle.x, middle.y, -240);
  }
  await v.until('is zoomed alone', ({ view }) => view.eu < before.view.eu * 0.8);
  await v.pane.shows('[data-stage][data-mode="own"]');
  assert.deepEqual((await a.state()).view, before.view, 'the fixed view stays');
  await journey.picture(visitor.screen, 'fixed');
  await visitor.pane.click('[data-banner] button');
  await v.until('is back', ({ view }) => view.eu > before.view.eu * 0.9);
  await take(a, 'lock');
  await visitor.pane.lacks('[data-banner]');
}

async function withoutPointer(journey, { v, a, visitor }) {
  const all = (await marks(v)).map(({ tool }) => tool);
  journey.step('the visitor draws by keyboard');
  const { screen, pane } = visitor;
  // More than three sentences in a row are told as one: the ones before are let out first.
  await told(pane, 'free again|more changes');
  await pane.evaluate(() => document.querySelector('.cv-surface').focus());
  await screen.key('r');
  for (const key of ['ArrowLeft', 'ArrowUp', 'Enter']) await screen.key(key);
  for (let step = 0; step < 4; step += 1) await screen.key('ArrowRight');
  for (let step = 0; step < 3; step += 1) await screen.key('ArrowDown');
  await journey.picture(screen, 'crosshair');
  await screen.key('Enter');
  await hasMarks(a, [...all, 'rectangle']);
  await told(pane, 'rectangle');
  await screen.key('z');
  await hasMarks(a, all);
  await screen.key('Escape');
  await hasMarks(v, all);
}

/** Waits until a stage says something like this to who cannot see it. */
async function told(pane, words) {
  await pane.until(
    `it is told in words: ${words}`,
    (pattern) =>
      [...document.querySelectorAll('[data-stage] > [aria-live]')].some(({ textContent }) =>
        new RegExp(pattern).test(textContent),
      ),
    words,
  );
}

/** What a stage says of each of its pictures. */
async function cells(stage) {
  const text = await stage.pane.attribute('.cv-picture', 'data-cells');
  return JSON.parse(text).map(({ item, view }) => ({ item, eu: Number(view.split(',')[2]) }));
}

async function untilCells(stage, what, check) {
  return until(`${stage.name}: ${what}`, async () => {
    const seen = await cells(stage);
    if (check(seen)) return seen;
    throw new Error(JSON.stringify(seen));
  });
}

async function wheelOn(stage, place) {
  const { window } = stage.pane.screen;
  const box = await stage.pane.stillBox('.cv-surface');
  const frames = JSON.parse(await stage.pane.attribute('.cv-picture', 'data-cells'));
  const [x, y, w, h] = frames[place].frame.split(',').map(Number);
  const at = { x: box.x + x + w / 2, y: box.y + y + h / 2 };
  await window.mouse('move', at.x, at.y);
  for (let turn = 0; turn < 4; turn += 1) await window.wheel(at.x, at.y, -240);
}

async function sideBySide(journey, { v, a, agent, visitor }) {
  journey.step('the agent puts two pictures side by side');
  for (let more = 0; more < 2; more += 1) {
    await agent.pane.click('.cv-strip [data-media]');
    await until('the strip has grown', async () => {
      const count = (side) =>
        side.evaluate(() => document.querySelectorAll('.cv-strip [data-item]').length);
      return (await count(agent.pane)) === more + 2 && (await count(visitor.pane)) === more + 2;
    });
  }
  await agent.pane.click('[data-compare="pick"]');
  await agent.pane.click('.cv-strip li:nth-child(1) [data-item]');
  await agent.pane.click('[data-compare="pick"]');
  const two = (seen) => seen.length === 2;
  const [before] = await Promise.all([
    untilCells(v, 'shows two', two),
    untilCells(a, 'shows two', two),
  ]);
  await Promise.all([v.pane.lacks('.cv-loading'), a.pane.lacks('.cv-loading')]);
  journey.step('zooming as one');
  await wheelOn(v, 0);
  await untilCells(a, 'zooms both', (seen) =>
    seen.every(({ eu }, place) => eu < before[place].eu * 0.8),
  );
  await journey.picture(agent.screen, 'side-by-side');
  await journey.picture(visitor.screen, 'side-by-side');
  journey.step('zooming each by itself');
  await agent.pane.click('[data-zoom="free"]');
  await v.pane.shows('[data-zoom="free"][aria-pressed="true"]');
  const linked = await cells(a);
  await until('only the second is zoomed', async () => {
    await wheelOn(v, 1);
    const [first, second] = await cells(a);
    return second.eu < linked[1].eu * 0.8 && first.eu > linked[0].eu * 0.95;
  });
  await agent.pane.click('[data-zoom="linked"]');
  journey.step('going back to one');
  await agent.pane.click('[data-compare="leave"]');
  await untilCells(v, 'shows one', (seen) => seen.length === 1);
}

/** The strip's order at one side. */
function order(pane) {
  return pane.evaluate(() =>
    [...document.querySelectorAll('.cv-strip [data-item]')].map((one) => one.dataset.item),
  );
}

async function untilOrder(pane, wanted) {
  return until(`the strip is ${wanted}`, async () => {
    const seen = await order(pane);
    if (seen.join() === wanted.join()) return true;
    throw new Error(seen.join());
  });
}

async function strip(journey, { agent, visitor }) {
  journey.step('putting the strip in order by keyboard');
  const [first, second, ...rest] = await order(agent.pane);
  await agent.pane.evaluate((id) => document.querySelector(`[data-item="${id}"]`).focus(), first);
  await agent.screen.key('Alt+ArrowRight');
  await untilOrder(visitor.pane, [second, first, ...rest]);
  journey.step('carrying a picture by mouse');
  const box = await agent.pane.stillBox(`[data-item="${first}"]`);
  const target = await agent.pane.stillBox(`[data-item="${second}"]`);
  const y = box.y + box.height / 2;
  await agent.screen.drag([
    { x: box.x + box.width / 2, y },
    { x: box.x + box.width / 2 - 12, y },
    { x: target.x + 4, y },
  ]);
  await untilOrder(visitor.pane, [first, second, ...rest]);
  journey.step('taking a picture off and putting it back');
  await agent.pane.evaluate((id) => document.querySelector(`[data-item="${id}"]`).focus(), first);
  await agent.screen.key('Delete');
  await untilOrder(visitor.pane, [second, ...rest]);
  await agent.pane.click('[data-line="removed"] .cv-link');
  await untilOrder(visitor.pane, [first, second, ...rest]);
  await journey.picture(agent.screen, 'strip');
}
