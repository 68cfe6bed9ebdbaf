/**
 * @file The whole of it in one sitting: a visitor with a phone and an agent at a desk chat, look
 * at one picture, zoom and move it from both sides, draw, undo, point, reload, and lose the
 * network in the middle of a stroke.
 */

import assert from 'node:assert/strict';
import { provesAccessible } from './accessible.mjs';
import { startFaultProxy } from './fault_proxy.mjs';
import { gridPicture } from './grid.mjs';
import { both, drag, ink, pinch, recordViews } from './hands.mjs';
import { openAgent, openVisitor, shelf } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { provesSamePixels, sameView } from './same_pixels.mjs';
import { until } from './screen.mjs';
import { startDemo } from './server.mjs';

/** After both hands are gone the stages are equal this soon. */
const EQUAL_WITHIN_MS = 500;
/** Who moves the picture keeps it this long. */
const HOLD_MS = 700;
/** A laser's trail lives a second; with the time to take screenshots. */
const FADED_MS = 10_000;

export async function play(journey) {
  const scene = await set(journey);
  await chat(journey, scene);
  await unfold(journey, scene);
  await move(journey, scene);
  await fight(journey, scene);
  await draw(journey, scene);
  await point(journey, scene);
  await reload(journey, scene);
  await lose(journey, scene);
  journey.step('listening to the browsers');
  provesQuiet([scene.visitor.screen, scene.agent.screen], { cut: true });
}

/** Server, network, browsers, two people on their pages. */
async function set(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const network = await startFaultProxy();
  journey.finally(() => network.stop());
  const [{ size }] = await shelf(demo);
  const grid = gridPicture(size);
  const answer = {
    path: /\/v1\/media\/[^/]+\/(fit|full)$/,
    handle: (route) => route.fulfill({ body: grid, contentType: 'image/png' }),
  };

  journey.step('opening both pages');
  const browser = await journey.launch();
  const visitor = await openVisitor(browser, demo, { proxy: network.address, answer });
  const agent = await openAgent(browser, demo, { answer });
  journey.watch(visitor, agent);
  return { demo, network, visitor, agent, size, v: visitor.stage(size), a: agent.stage(size) };
}

async function chat(journey, { visitor, agent }) {
  journey.step('looking at the shop');
  await visitor.screen.top.shows('vitrine-widget >>> .launcher');
  await journey.also(provesAccessible('the shop', visitor.screen.top));
  journey.step('chatting both ways');
  await visitor.openPanel();
  await visitor.say('Is the seam sewn by hand?');
  await visitor.hears('Is the seam sewn by hand?', { mine: true });
  await agent.pick('Is the seam sewn by hand?');
  await agent.hears('Is the seam sewn by hand?', { mine: false });
  await agent.say('It is. Look:');
  await visitor.hears('It is. Look:', { mine: false });
  await agent.hears('It is. Look:', { mine: true });
  await journey.picture(visitor.screen, 'chat');
}

async function unfold(journey, { visitor, agent, v, a }) {
  journey.step('putting a picture on the stage');
  await agent.pane.click('.cv-empty [data-media]');
  await Promise.all([showsGrid(a), showsGrid(v)]);
  journey.step('waiting for the badge');
  await Promise.all([a.badge('in_sync'), v.badge('in_sync')]);
  await journey.picture(visitor.screen, 'stage');
  await journey.picture(agent.screen, 'stage');
  journey.step('comparing pixels of the whole picture');
  const off = await provesSamePixels(a, v);
  journey.note(`whole picture: within ${off.toFixed(2)} image px on both sides`);
  journey.step('running axe');
  await journey.also(provesAccessible('the panel', visitor.pane));
  await journey.also(provesAccessible('the console', agent.pane));
}

async function move(journey, { visitor, agent, v, a }) {
  journey.step('the agent turns the wheel');
  const whole = await v.state();
  const middle = await a.middle();
  const { x, y } = { x: middle.x + 60, y: middle.y - 40 };
  await agent.screen.window.mouse('move', x, y);
  for (let turn = 0; turn < 8; turn += 1) await agent.screen.window.wheel(x, y, -240);
  await v.until('is zoomed by the agent', ({ view }) => view.eu < whole.view.eu / 3);
  let off = await provesSamePixels(a, v);
  journey.note(`zoomed by wheel: within ${off.toFixed(2)} image px`);
  await journey.picture(visitor.screen, 'zoomed');

  journey.step('the visitor pinches');
  const before = await a.state();
  await a.untilMoved(
    'is zoomed out by the visitor',
    () => pinch(v, { from: 240, to: 110 }),
    ({ view }) => view.eu > before.view.eu * 1.3,
  );
  off = await provesSamePixels(v, a);
  journey.note(`pinched by two fingers: within ${off.toFixed(2)} image px`);

  // There and back, so that neither reaches an edge.
  for (const [name, leader, follower, x] of [
    ['the agent', a, v, -70],
    ['the visitor', v, a, 70],
  ]) {
    journey.step(`${name} drags`);
    const start = await follower.state();
    const moved = ({ view }) => Math.abs(view.cu - start.view.cu) > 100;
    await follower.untilMoved(`is moved by ${name}`, () => drag(leader, { x, y: 35 }), moved);
    off = await provesSamePixels(leader, follower);
    journey.note(`dragged by ${name}: within ${off.toFixed(2)} image px`);
  }
}

async function fight(journey, { v, a }) {
  journey.step('both drag at once');
  const [seenByVisitor, seenByAgent] = [await recordViews(v), await recordViews(a)];
  const first = await a.state();
  await both(v, a);
  const last = await sameView(a, v);
  assert.ok(last.eu > 0);
  const [one, two] = [await seenByVisitor(), await seenByAgent()];
  const released = Math.max(one.released, two.released);
  const settled = Math.max(one.views.at(-1).at, two.views.at(-1).at) - released;
  const fences = Number((await a.state()).fence) - Number(first.fence);
  journey.note(`both at once: ${fences} changes of hand, equal ${settled} ms after release`);
  // Each may get it once, and again after a hand has rested for so long (LD1).
  const most = 2 + Math.floor((released - Math.min(one.views[0].at, two.views[0].at)) / HOLD_MS);
  assert.ok(fences <= most, `the picture changed hands ${fences} times, at most ${most} expected`);
  assert.ok(settled <= EQUAL_WITHIN_MS, `equal only ${settled} ms after both had let go`);
  await provesSamePixels(a, v);
}

async function draw(journey, { visitor, agent, v, a }) {
  journey.step('the agent draws with the pen');
  await a.tool('pen');
  const pen = await ink(a, v, { at: 0.25, from: 0.2, to: 0.45 }, async (points) => {
    await seesInk(v, points, 'while the pen is still down');
  });
  await journey.picture(visitor.screen, 'pen');
  journey.step('the agent draws an arrow');
  await a.tool('arrow');
  const arrow = await ink(a, v, { at: 0.7, from: 0.2, to: 0.5 }, async (points) => {
    await seesInk(v, points, 'while the arrow is still growing');
  });
  await seesInk(a, arrow, 'after the arrow');

  journey.step('the visitor draws with a finger');
  await v.tool('pen');
  const finger = await ink(v, a, { at: 0.45, from: 0.6, to: 0.85 }, async (points) => {
    await seesInk(a, points, 'while the finger is still down');
  });
  await journey.picture(agent.screen, 'ink');

  journey.step('each takes back their own');
  await v.tool('undo');
  await seesNone(v, finger, 'after undo');
  await seesNone(a, finger, 'after the visitor’s undo');
  await a.tool('undo');
  await seesNone(v, arrow, 'after the agent’s undo');
  await seesInk(v, pen, 'after the undo of the arrow');
  await v.badge('in_sync');
  await v.tool('hand');
  await a.tool('hand');
}

async function point(journey, { visitor, v, a }) {
  journey.step('the agent points with the laser');
  await a.tool('laser');
  const path = await ink(a, v, { at: 0.35, from: 0.55, to: 0.75 }, async (points) => {
    // What lies behind the hand fades; where it rests stays lit.
    await seesInk(v, points.slice(-1), 'under the laser');
    await journey.picture(visitor.screen, 'laser');
  });
  await seesNone(v, path, 'when the laser has faded', FADED_MS);
  await a.tool('hand');
}

async function reload(journey, { visitor, agent, v, a }) {
  journey.step('the visitor reloads the page');
  await sameView(a, v);
  const before = (await v.state()).view;
  await visitor.screen.reload();
  await visitor.openPanel();
  await visitor.hears('Is the seam sewn by hand?', { mine: true });
  await visitor.hears('It is. Look:', { mine: false });
  await showsGrid(v);
  await v.until('shows the same again', ({ view }) => Math.abs(view.cu - before.cu) <= 2);
  const off = await provesSamePixels(a, v);
  journey.note(`after a reload: within ${off.toFixed(2)} image px`);
  await Promise.all([a.badge('in_sync'), v.badge('in_sync')]);
  await agent.hears('It is. Look:', { mine: true });
}

async function lose(journey, { visitor, agent, network, v, a }) {
  journey.step('the network goes in the middle of a stroke');
  await v.tool('pen');
  const stroke = await ink(
    v,
    a,
    { at: 0.6, from: 0.2, to: 0.8, pause: true },
    async (points, go) => {
      await seesInk(a, points, 'before the network goes');
      network.cut();
      await visitor.pane.shows('[data-testid="offline-bar"]');
      const rest = await go();
      await journey.picture(visitor.screen, 'offline');
      journey.step('the network comes back, the finger is still down');
      network.mend();
      await visitor.pane.lacks('[data-testid="offline-bar"]');
      await seesInk(a, [...points, ...rest], 'after the return, the finger still down');
    },
  );
  await seesInk(a, stroke, 'after the finger has risen');
  await seesInk(v, stroke, 'on the own screen');
  await Promise.all([a.badge('in_sync'), v.badge('in_sync')]);

  journey.step('messages are written without a network');
  await v.tool('hand');
  network.cut();
  await visitor.pane.shows('[data-testid="offline-bar"]');
  await visitor.say('And the lining?');
  await visitor.say('Is it linen?');
  await visitor.hears('Is it linen?', { mine: true, state: 'pending' });
  network.mend();
  for (const text of ['And the lining?', 'Is it linen?']) {
    await visitor.hears(text, { mine: true });
    await agent.hears(text, { mine: false });
  }
  await Promise.all([a.badge('in_sync'), v.badge('in_sync')]);
  const off = await provesSamePixels(a, v);
  journey.note(`after the outages: within ${off.toFixed(2)} image px`);
  await journey.picture(visitor.screen, 'end');
  await journey.picture(agent.screen, 'end');
}

/** Waits until the picture is there in the sharpness that counts. */
async function showsGrid(stage) {
  await stage.ready();
  await until(`${stage.name} shows the grid`, async () => {
    const { view } = await stage.state();
    const seen = await stage.see(view);
    return !seen.inked(stage.pointIn(view, 0.5, 0.5));
  });
}

async function seesInk(stage, points, when) {
  const { view } = await stage.state();
  await until(`${stage.name} sees ink ${when}`, async () => {
    const seen = await stage.see(view);
    return points.every((one) => seen.inked(one));
  });
}

async function seesNone(stage, points, when, patience) {
  const { view } = await stage.state();
  await until(
    `${stage.name} sees no ink ${when}`,
    async () => {
      const seen = await stage.see(view);
      return points.every((one) => !seen.inked(one));
    },
    patience,
  );
}
