/**
 * @file The short journey, for every engine: chat, wheel and drag from both sides, draw, reload.
 * What it sees of the picture is what the stages say about themselves; that this is what their
 * pixels show is proved on the grid, in `look_together.mjs`.
 */

import assert from 'node:assert/strict';
import { drag, ink } from './hands.mjs';
import { openAgent, openVisitor, shelf } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { sameView } from './same_pixels.mjs';
import { startDemo } from './server.mjs';

/** Image units by which a view may differ that went through whole numbers. */
const ROUNDING = 2;

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const [{ size }] = await shelf(demo);
  journey.step('opening both pages');
  const browser = await journey.launch();
  // Only one of the drivers has fingers; here a mouse is enough.
  const visitor = await openVisitor(browser, demo, { touch: false, density: 1 });
  journey.watch(visitor);
  const agent = await openAgent(browser, demo);
  journey.watch(agent);
  const [v, a] = [visitor.stage(size), agent.stage(size)];

  journey.step('chatting both ways');
  await visitor.openPanel();
  await visitor.say('Good morning!');
  await agent.pick('Good morning!');
  await agent.hears('Good morning!', { mine: false });
  await agent.say('Good morning to you.');
  await visitor.hears('Good morning to you.', { mine: false });

  journey.step('putting a picture on the stage');
  await agent.pane.click('.cv-empty [data-media]');
  await Promise.all([a.ready(), v.ready()]);
  await Promise.all([a.badge('in_sync'), v.badge('in_sync')]);

  // There and back, so that neither reaches an edge.
  for (const [name, from, to, x] of [
    ['the agent', a, v, -60],
    ['the visitor', v, a, 60],
  ]) {
    journey.step(`${name} turns the wheel`);
    const before = await to.state();
    const zoomed = ({ view }) => view.eu < before.view.eu * 0.95;
    await to.untilMoved(`is zoomed by ${name}`, () => wheel(from, 2), zoomed);
    await sameView(from, to);
    journey.step(`${name} drags`);
    const start = await to.state();
    const moved = ({ view }) => Math.abs(view.cu - start.view.cu) > 100;
    await to.untilMoved(`is moved by ${name}`, () => drag(from, { x, y: -30 }), moved);
    await sameView(from, to);
  }

  const lines = [];
  for (const [name, from, to, at] of [
    ['the agent', a, v, 0.35],
    ['the visitor', v, a, 0.65],
  ]) {
    journey.step(`${name} draws`);
    await from.tool('pen');
    const line = await ink(from, to, { at, from: 0.3, to: 0.7 }, (points) =>
      to.hasInk(points, 'while it is drawn'),
    );
    await from.tool('hand');
    await from.hasInk(line, 'on the own stage');
    lines.push(...line);
  }
  await journey.picture(visitor.screen, 'drawn');
  await journey.picture(agent.screen, 'drawn');

  for (const [person, stage, other] of [
    [visitor, v, a],
    [agent, a, v],
  ]) {
    journey.step(`the ${stage.name} reloads`);
    await sameView(stage, other);
    const { view } = await stage.state();
    await person.screen.reload();
    if (person === visitor) await visitor.openPanel();
    else await agent.pick('Good morning');
    await person.hears('Good morning!', { mine: person === visitor });
    await stage.ready();
    await stage.hasInk(lines, 'after the reload');
    await sameView(stage, other);
    const after = await stage.state();
    for (const side of ['cu', 'cv', 'eu', 'ev']) {
      const off = Math.abs(after.view[side] - view[side]);
      assert.ok(off <= ROUNDING, `after the reload ${stage.name}'s ${side} is off by ${off}`);
    }
  }
  await Promise.all([a.badge('in_sync'), v.badge('in_sync')]);
  journey.step('listening to the browsers');
  // Firefox also reports the sockets that a reload takes away.
  provesQuiet([visitor.screen, agent.screen], { cut: true });
}

async function wheel(stage, turns) {
  const { x, y } = await stage.middle();
  const { window } = stage.pane.screen;
  await window.mouse('move', x, y);
  for (let turn = 0; turn < turns; turn += 1) await window.wheel(x, y, -240);
}
