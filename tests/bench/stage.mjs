/**
 * @file `node tests/bench/stage.mjs --rows FILE [--quick]`: four people who draw at the same time,
 * sixty times a second each, on a picture of a hundred million pixels. Two of them are real
 * browsers, a phone-sized and a desktop Chromium, two speak the protocol.
 *
 * Measured are the time from a hand in one browser to the painted frame in the other that contains
 * it (see `paint_times.mjs`), and the main thread's work for each frame while all draw and the
 * picture is zoomed in (see `frames.mjs`). The browsers have no graphics processor here, so they
 * also paint and compose on the two cores that everybody shares.
 *
 * The server in `VITRINE_BIN`. Appends one JSON object a line to FILE.
 */

import { launch } from '../journeys/drivers/chromium.mjs';
import { openAgent, openVisitor, shelf } from '../journeys/people.mjs';
import { sameView } from '../journeys/same_pixels.mjs';
import { startDemo } from '../journeys/server.mjs';
import { UNIT } from '../journeys/stage.mjs';
import { draw, FRAME_MS } from './drawing.mjs';
import { CATEGORIES, workOfFrames } from './frames.mjs';
import { agentTicket, hire, join, uuid } from './member.mjs';
import { noteTimes } from './paint_times.mjs';
import { paintPhotograph } from './photograph.mjs';
import { beginSuite, quantile, rest } from './suite.mjs';
import { finishPicture, sendPicture } from './uploader.mjs';

const { quick, write } = beginSuite('stage');
const SIZE = { width: 10_000, height: 10_000 };
/** Samples of each direction. */
const SAMPLES = quick ? 80 : 400;
/** Input events of a gesture. */
const GESTURE = 80;
/** A line that is not painted after this is not coming. */
const PATIENCE_MS = 5_000;
const TRACED_MS = quick ? 3_000 : 10_000;
const TARGETS = { paintMs: 50, frameMs: 6 };
/** Where those draw who speak the protocol, in image units: apart from the lines of the pages. */
const PLACES = [
  { u: 4_000, v: 12_000, width: 24_000, height: 3_000 },
  { u: 4_000, v: 28_000, width: 24_000, height: 3_000 },
];
/** Where the pages draw: each line a little lower than the one before. */
const LINES = { visitor: 0.06, agent: 0.56, step: 0.02, turns: 14 };

const has = ([of, upTo]) => globalThis.benchNotes.has(of, upTo);
const ignore = (tab) => globalThis.benchNotes.ignore(tab);
const arm = (page) => page.pane.evaluate(() => globalThis.benchNotes.arm());
const take = (page) => page.pane.evaluate(() => globalThis.benchNotes.take());
const offsetOf = (page) => page.pane.evaluate(() => globalThis.benchNotes.offset());
const inputsOf = (page) => page.pane.evaluate(() => globalThis.benchNotes.inputs());

const photo = await paintPhotograph({ ...SIZE, grain: 0, quality: 0.7 });
console.log(`a picture of ${SIZE.width} × ${SIZE.height} pixels, ${photo.length} bytes`);
const demo = await startDemo();
const browser = await launch();
const persons = [];
try {
  await shelf(demo);
  const visitor = await openVisitor(browser, demo, { script: noteTimes, touch: false });
  persons.push(visitor);
  const agent = await openAgent(browser, demo, { script: noteTimes });
  persons.push(agent);
  await visitor.openPanel();
  await visitor.say('Ready?');
  const conversation = await agent.pick('Ready?');
  const members = [await comeIn('marta', conversation), await comeIn('luis', conversation)];
  const item = await show(members[0], conversation);
  const [v, a] = [visitor.stage(SIZE), agent.stage(SIZE)];
  await Promise.all([v.ready(), a.ready()]);
  await handToPaint(v, a, members, item);
  await workWhileDrawing(v, a, members, item);
} finally {
  for (const { screen } of persons) await screen.window.close();
  await demo.stop();
}
process.exit(0);

/** A colleague of the agent, without a page. */
async function comeIn(name, conversation) {
  return join(demo, await agentTicket(await hire(demo, name)), { conversation });
}

/** Uploads the picture as staff, and puts it on the stage. */
async function show(member, conversation) {
  const from = performance.now();
  const path = await sendPicture(demo.origin, demo, conversation, photo);
  const { media } = await finishPicture(demo.origin, demo, path);
  write('100 MP picture, first byte sent until ready', performance.now() - from, 'ms');
  const item = uuid();
  await member.ask({ do: 'add_item', item, media, title: 'Large', show: true });
  return item;
}

async function handToPaint(v, a, members, item) {
  for (const page of [v, a]) for (const { tab } of members) await page.pane.evaluate(ignore, tab);
  const hands = members.map((member, at) => draw(member, item, PLACES[at]));
  const pages = { visitor: v, agent: a };
  const skew = (await offsetOf(a)) - (await offsetOf(v));
  const delays = { visitor: [], agent: [] };
  let [lines, lost] = [0, 0];
  for (const page of [v, a]) await page.tool('pen');
  for (let turn = 0; delays.visitor.length < SAMPLES || delays.agent.length < SAMPLES; turn += 1) {
    // On ink that is there already nothing could be seen to come.
    if (turn === LINES.turns) throw new Error(`too few samples in ${turn} turns`);
    await Promise.all([arm(v), arm(a)]);
    await Promise.all(Object.entries(pages).map(([name, page]) => line(page, LINES[name], turn)));
    const visitors = await arrives(await inputsOf(v), a);
    const agents = await arrives(await inputsOf(a), v);
    const [onPhone, onDesk] = [(await take(v)).painted, (await take(a)).painted];
    // The first lines warm everything up.
    if (turn === 0) continue;
    lines += 2;
    lost += Number(visitors === null) + Number(agents === null);
    if (lost > lines / 4 + 2) throw new Error(`${lost} of ${lines} lines were not drawn whole`);
    if (visitors) delays.visitor.push(...ages(visitors, onDesk, skew));
    if (agents) delays.agent.push(...ages(agents, onPhone, -skew));
  }
  for (const hand of hands) hand.stop();
  for (const page of [v, a]) await page.tool('hand');
  if (lost > 0) console.log(`${lost} of ${lines} lines were not drawn whole and are not counted`);
  for (const [name, way] of [
    ['visitor', 'phone to desk'],
    ['agent', 'desk to phone'],
  ]) {
    const all = delays[name];
    const what = `four draw, hand to paint, ${way}`;
    console.log(`${what}: ${all.length} samples`);
    write(what, quantile(all, 0.5), 'ms p50');
    write(what, quantile(all, 0.95), 'ms p95', { atMost: TARGETS.paintMs });
  }
}

/**
 * Waits until a line is painted on the other side; its input events, or null when it was not drawn
 * whole: a browser that is too busy may take a pointer back.
 */
async function arrives(inputs, other) {
  const last = inputs.at(-1);
  if (!last || inputs.some(({ of }) => of !== last.of)) return null;
  const upTo = Math.max(...inputs.map((input) => input.upTo));
  const painted = other.pane.until('all of it is painted', has, [last.of, upTo], PATIENCE_MS);
  return painted.then(
    () => inputs,
    () => null,
  );
}

/** How old each input event was when it was painted on the other side. */
function ages(inputs, painted, skew) {
  return inputs.map(({ at, of, upTo }) => {
    const paint = painted.find((one) => one.of === of && one.upTo >= upTo && one.at > 0);
    if (!paint) throw new Error(`nothing was painted that contains ${of} up to ${upTo}`);
    return paint.at + skew - at;
  });
}

/** Draws a line across, sixty times a second. */
async function line(page, top, turn) {
  const { view } = await page.state();
  const y = top + turn * LINES.step;
  const [start, end] = await page.places([
    page.pointIn(view, 0.15, y),
    page.pointIn(view, 0.85, y),
  ]);
  const hand = page.pane.screen.hand();
  await hand.down(start);
  const part = (step) => ({ x: start.x + ((end.x - start.x) * step) / GESTURE, y: start.y });
  await pace(hand, part, () => true);
  await hand.up(end);
}

/** Moves once a frame: a whole gesture, or on and on while it is wanted. */
async function pace(hand, place, wanted) {
  let next = performance.now();
  for (let step = 1; step <= GESTURE && wanted(); step += 1) {
    await hand.move(place(step));
    next = Math.max(next + FRAME_MS, performance.now());
    await rest(next - performance.now());
  }
}

/** Everybody draws on the enlarged picture while one browser after the other is traced. */
async function workWhileDrawing(v, a, members, item) {
  const { x, y } = await a.middle();
  await a.pane.screen.window.mouse('move', x, y);
  for (let turn = 0; turn < 6; turn += 1) await a.pane.screen.window.wheel(x, y, -240);
  await v.until('is zoomed', ({ view }) => view.eu < 16_000);
  const view = await sameView(a, v);
  await Promise.all([v.ready(), a.ready()]);
  // What the zoom asked for arrives and is painted; only then all of the picture is drawn.
  await rest(2_000);
  const place = {
    u: view.cu - view.eu / 2,
    v: Math.max(0, view.cv - view.ev / 2),
    width: Math.round(view.eu),
    height: Math.min(view.ev, UNIT / 4),
  };
  const hands = members.map((member) => draw(member, item, place));
  for (const [name, page, other] of [
    ['desk', a, v],
    ['phone', v, a],
  ]) {
    const work = await tracedWhile(page, other, 'pen');
    tell(`four draw, main thread of the ${name}, a frame`, work, TARGETS.frameMs);
    const moving = await tracedWhile(page, other, 'hand');
    tell(`three draw and one moves it, ${name}, a frame`, moving, null);
  }
  for (const hand of hands) hand.stop();
}

/** What the frames of a page took while its own hand and the other's are at work. */
async function tracedWhile(page, other, tool) {
  await page.tool(tool);
  await other.tool('pen');
  let going = true;
  const wanted = () => going;
  const works = [];
  const events = await page.pane.screen.window.trace(CATEGORIES, async () => {
    works.push(circle(page, wanted), circle(other, wanted));
    await rest(TRACED_MS);
    going = false;
    await Promise.all(works);
  });
  return workOfFrames(events);
}

/** Goes round the middle with the tool that is chosen, again and again. */
async function circle(page, wanted) {
  const { x, y } = await page.middle();
  while (wanted()) {
    const hand = page.pane.screen.hand();
    await hand.down({ x: x + 60, y });
    const round = (step) => {
      const turn = (step / GESTURE) * 4 * Math.PI;
      return { x: x + 60 * Math.cos(turn) + step / 4, y: y + 60 * Math.sin(turn) };
    };
    await pace(hand, round, wanted);
    await hand.up({ x: x + 60, y });
  }
}

function tell(name, work, target) {
  const wall = work.map((frame) => frame.wall);
  const own = work.map((frame) => frame.own);
  console.log(`${name}: ${work.length} frames`);
  write(name, quantile(wall, 0.5), 'ms p50');
  write(name, quantile(wall, 0.95), 'ms p95', target === null ? {} : { atMost: target });
  write(`${name}, on a processor`, quantile(own, 0.95), 'ms p95');
}
