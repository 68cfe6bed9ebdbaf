/**
 * @file `node tests/bench/sync.mjs --rows FILE [--quick]`: how long it takes from a hand's movement
 * on one screen to the first painted frame on the other that contains it, with and without a bad
 * network on the phone's side.
 *
 * One phone-sized and one desktop Chromium, each a browser of its own, real pointer events, the
 * server in `VITRINE_BIN`. Appends one JSON object a line to FILE.
 */

import { appendFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { launch } from '../journeys/drivers/chromium.mjs';
import { startFaultProxy } from '../journeys/fault_proxy.mjs';
import { openAgent, openVisitor, shelf } from '../journeys/people.mjs';
import { sameView } from '../journeys/same_pixels.mjs';
import { startDemo } from '../journeys/server.mjs';
import { noteTimes } from './paint_times.mjs';

const quick = process.argv.includes('--quick');
const rows = process.argv[process.argv.indexOf('--rows') + 1];
if (!process.argv.includes('--rows') || !rows) {
  console.error('node tests/bench/sync.mjs --rows FILE [--quick]');
  process.exit(2);
}

/** Samples of each kind and direction. */
const SAMPLES = quick ? 80 : 300;
/** Input events a gesture. */
const GESTURE = 80;
/** Time between two input events: a hand that moves without rest. */
const EVERY_MS = 16;
/** The bad network: each way, the part of chunks lost, and what a loss costs. */
const BAD = { delayMs: 40, lossPart: 0.02, lossMs: 120 };
const TARGETS = {
  plain: { p95: 50 },
  faulty: { p50: 85, p95: 180, gap: 250 },
};

const has = ([of, upTo]) => globalThis.benchNotes.has(of, upTo);
const arm = (stage) => stage.pane.evaluate(() => globalThis.benchNotes.arm());
const take = (stage) => stage.pane.evaluate(() => globalThis.benchNotes.take());
const offsetOf = (stage) => stage.pane.evaluate(() => globalThis.benchNotes.offset());

const load = loadavg().map((value) => value.toFixed(1));
console.log(`load average ${load.join(' ')}${quick ? ', quick: few samples' : ''}`);
let failed = false;
for (const leg of ['plain', 'faulty']) {
  try {
    await glassToGlass(leg);
  } catch (error) {
    failed = true;
    console.error(`${leg}: ${error.stack}`);
  }
}
process.exit(failed ? 1 : 0);

function write(name, value, unit, target, met) {
  const row = { suite: 'sync', name, value, unit, peer: null, ratio: null, target, met };
  appendFileSync(rows, `${JSON.stringify(row)}\n`);
}

/** Two people at one picture, then one gesture after the other. */
async function glassToGlass(leg) {
  const demo = await startDemo();
  const network = leg === 'faulty' ? await startFaultProxy() : null;
  const browser = await launch();
  const persons = [];
  try {
    const [{ size }] = await shelf(demo);
    const visitor = await openVisitor(browser, demo, {
      proxy: network?.address,
      script: noteTimes,
    });
    persons.push(visitor);
    const agent = await openAgent(browser, demo, { script: noteTimes });
    persons.push(agent);
    await visitor.openPanel();
    await visitor.say('Ready?');
    await agent.pick('Ready?');
    await agent.pane.click('.cv-empty [data-media]');
    const [v, a] = [visitor.stage(size), agent.stage(size)];
    await Promise.all([v.ready(), a.ready()]);
    await zoomIn(a, v);
    network?.disturb(BAD);
    for (const [kind, gesture] of Object.entries({ view: drag, stroke: draw })) {
      for (const [way, from, to] of [
        ['desk to phone', a, v],
        ['phone to desk', v, a],
      ]) {
        report(`${leg}, ${kind}, ${way}`, TARGETS[leg], await series(gesture, from, to));
      }
    }
  } finally {
    for (const { screen } of persons) await screen.window.close();
    await network?.stop();
    await demo.stop();
  }
}

async function zoomIn(a, v) {
  const { x, y } = await a.middle();
  await a.pane.screen.window.mouse('move', x, y);
  for (let turn = 0; turn < 5; turn += 1) await a.pane.screen.window.wheel(x, y, -240);
  await v.until('is zoomed', ({ view }) => view.eu < 16_000);
  await sameView(a, v);
}

/** Gestures until there are enough samples. */
async function series(gesture, from, to) {
  const skew = (await offsetOf(to)) - (await offsetOf(from));
  const delays = [];
  let gap = 0;
  for (let turn = 0; delays.length < SAMPLES; turn += 1) {
    await Promise.all([arm(from), arm(to)]);
    const done = await gesture(from, to, turn);
    const { inputs } = await take(from);
    if (inputs.length === 0) throw new Error('a gesture without input events');
    const { of, upTo } = inputs.at(-1);
    await to.pane.until('the last of it is painted', has, [of, upTo]);
    const { painted } = await take(to);
    await done();
    // The first gesture of a series takes the lead, which later ones have.
    if (turn === 0) continue;
    for (const { at, of, upTo } of inputs) {
      const paint = painted.find((one) => one.of === of && one.upTo >= upTo && one.at > 0);
      if (!paint) throw new Error(`nothing was painted that contains ${of} up to ${upTo}`);
      delays.push(paint.at + skew - at);
    }
    const seen = painted.filter(({ of, upTo }) => of === inputs[0].of && upTo >= inputs[0].upTo);
    for (let at = 1; at < seen.length; at += 1) gap = Math.max(gap, seen[at].at - seen[at - 1].at);
  }
  delays.sort((one, two) => one - two);
  const at = (part) => delays[Math.min(delays.length - 1, Math.floor(delays.length * part))];
  return { p50: at(0.5), p95: at(0.95), gap, count: delays.length };
}

function report(name, targets, { p50, p95, gap, count }) {
  console.log(`${name}: ${count} samples`);
  for (const [what, value] of Object.entries({ p50, p95, gap })) {
    const target = targets[what] ?? null;
    const rounded = Math.round(value * 10) / 10;
    const unit = what === 'gap' ? 'ms longest gap' : `ms ${what}`;
    write(name, rounded, unit, target, target === null ? null : rounded <= target);
  }
}

/** Moves through `count` places at an even pace. */
async function pace(hand, places) {
  let next = performance.now();
  for (const place of places) {
    await hand.move(place);
    next = Math.max(next + EVERY_MS, performance.now());
    await new Promise((resolve) => setTimeout(resolve, next - performance.now()));
  }
}

/** Pushes the picture round in a circle, so that it never reaches an edge. */
async function drag(from, to) {
  const { x, y } = await from.middle();
  const hand = from.pane.screen.hand();
  const at = (step) => ({
    x: x + 30 * Math.cos((step / GESTURE) * 4 * Math.PI),
    y: y + 30 * Math.sin((step / GESTURE) * 4 * Math.PI),
  });
  await hand.down(at(0));
  await pace(
    hand,
    Array.from({ length: GESTURE }, (_, step) => at(step + 1)),
  );
  await hand.up(at(GESTURE));
  await sameView(from, to);
  return async () => {};
}

/** Draws a line on clean picture, each turn at another height, and takes it back. */
async function draw(from, to, turn) {
  const part = 0.2 + 0.06 * (turn % 10);
  const view = await sameView(from, to);
  const ends = [from.pointIn(view, 0.15, part), from.pointIn(view, 0.85, part)];
  const [start, end] = await from.places(ends);
  await from.tool('pen');
  const hand = from.pane.screen.hand();
  await Promise.all([arm(from), arm(to)]);
  await hand.down(start);
  await pace(
    hand,
    Array.from({ length: GESTURE }, (_, step) => ({
      x: start.x + ((end.x - start.x) * (step + 1)) / GESTURE,
      y: start.y,
    })),
  );
  await hand.up(end);
  return async () => {
    await from.tool('undo');
    await from.tool('hand');
    await Promise.all([from.badge('in_sync'), to.badge('in_sync')]);
  };
}
