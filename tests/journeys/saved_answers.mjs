/**
 * @file An agent saves what is on the stage, arrow and view included, and shows it again to somebody
 * else with `/`, two keys and Enter. A variable that nobody can fill in is seen and keeps the
 * message from being sent. A visitor's photo cannot be saved. The page of all answers changes one,
 * deletes it and takes that back.
 */

import assert from 'node:assert/strict';
import { openAgent, openVisitor, shelf } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { until } from './screen.mjs';
import { startDemo } from './server.mjs';

const DESK = { width: 1280, height: 860, density: 1, touch: false };
const FIRST = 'How is the seam made?';
const SECOND = 'Is it sewn or glued?';
const COMPOSER = '[data-testid="composer"]';
const PICKER = '[data-testid="canned-picker"]';
const ARROW = [
  { u: 8_000, v: 9_000 },
  { u: 14_000, v: 9_000 },
  { u: 20_000, v: 9_000 },
];

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const browser = await journey.launch();
  const luis = await openVisitor(browser, demo, DESK);
  journey.watch(luis);
  const agent = await openAgent(browser, demo);
  journey.watch(agent);
  await luis.openPanel();
  await luis.say(FIRST);
  await agent.pick(FIRST);
  const [{ size }] = await shelf(demo);
  const scene = { journey, browser, demo, agent, size };
  const view = await saved(scene, luis);
  const second = await shownAgain(scene, view);
  await kept(scene);
  await managed(scene);
  provesQuiet([luis.screen, agent.screen, second.screen]);
}

async function saved({ journey, agent, size }, luis) {
  journey.step('putting a picture on the stage with an arrow');
  await agent.pane.click('.cv-empty li button');
  const stage = agent.stage(size);
  await stage.ready();
  await agent.pane.click('[data-tool="arrow"]');
  await agent.screen.drag(await stage.places(ARROW));
  await stage.hasInk([ARROW[1]], 'drawn');
  const theirs = luis.stage(size);
  await theirs.hasInk([ARROW[1]], 'at the visitor');
  const { x, y } = await stage.middle();
  await agent.screen.window.mouse('move', x, y);
  const before = (await theirs.state()).view;
  for (let turn = 0; turn < 2; turn += 1) await agent.screen.window.wheel(x, y, -240);
  await theirs.until('is zoomed', ({ view }) => view.eu < before.eu * 0.95);

  journey.step('saving it');
  await agent.pane.write(COMPOSER, '/');
  await agent.pane.shows(PICKER);
  await journey.picture(agent.screen, 'none-yet');
  await agent.pane.click('[data-testid="canned-save-open"]');
  await agent.pane.write('[data-testid="canned-name"]', 'seam');
  await agent.pane.write(
    '[data-testid="canned-text"]',
    'Hello {{visitor.first_name}}, it is sewn twice.',
  );
  await journey.picture(agent.screen, 'saving');
  await agent.pane.click('[data-testid="canned-save-act"]');
  await agent.pane.lacks('[data-testid="canned-save"]');
  await agent.pane.shows('[data-testid="canned-entry"]');
  await agent.screen.key('Escape');
  return stage.state();
}

async function shownAgain({ journey, browser, demo, agent, size }, { view }) {
  journey.step('showing it to somebody else with one key');
  const marta = await openVisitor(browser, demo, DESK);
  journey.watch(marta);
  await marta.openPanel();
  await marta.say(SECOND);
  await agent.pick(SECOND);
  await agent.pane.write(COMPOSER, '/se');
  await agent.pane.shows(`${PICKER} [aria-selected="true"]`);
  await journey.picture(agent.screen, 'picker');
  await agent.screen.key('Enter');
  await agent.pane.lacks(PICKER);
  const theirs = marta.stage(size);
  await theirs.ready();
  await theirs.hasInk([ARROW[1]], 'the arrow came along');
  const board = agent.stage(size);
  await board.until('looks where it was saved', (state) => near(state.view, view));
  const count = () =>
    marta.pane.evaluate(() => document.querySelectorAll('.cv-strip [data-item]').length);
  assert.equal(await count(), 1, 'once');

  journey.step('a variable that nobody can fill in');
  await agent.pane.shows('[data-testid="canned-holes"] button');
  await journey.picture(agent.screen, 'hole');
  await agent.screen.key('Enter');
  const text = () => agent.pane.evaluate(() => document.querySelector('#composer textarea').value);
  assert.match(await text(), /\{\{visitor\.first_name\}\}/, 'it was not sent');
  await agent.pane.click('[data-testid="canned-holes"] button');
  await agent.screen.window.text('there');
  await agent.pane.lacks('[data-testid="canned-holes"]');
  await agent.screen.key('Enter');
  await marta.hears('Hello there, it is sewn twice.', { mine: false });
  await journey.picture(marta.screen, 'shown-again');
  return marta;
}

/** Whether two views of one stage are the same but for rounding. */
function near(one, other) {
  return ['cu', 'cv', 'eu', 'ev'].every((side) => Math.abs(one[side] - other[side]) < 200);
}

async function kept({ journey, agent }) {
  journey.step('finding it again after a reload');
  await agent.screen.reload();
  await agent.pick('Hello there');
  await agent.pane.write(COMPOSER, '/');
  await agent.pane.shows('[data-testid="canned-entry"]');
  await agent.screen.key('Escape');
  await agent.pane.lacks(PICKER);
  await agent.pane.write(COMPOSER, '');
}

async function managed({ journey, agent }) {
  journey.step('changing it on the page of all');
  await agent.screen.top.evaluate(() => {
    location.hash = '#/settings/answers';
  });
  await agent.pane.shows('[data-testid="canned-row"]');
  await journey.picture(agent.screen, 'all');
  await agent.pane.click('[data-testid="canned-edit"]');
  await agent.pane.write('[data-testid="canned-name"]', 'double-seam');
  await journey.picture(agent.screen, 'editing');
  await agent.pane.click('[data-testid="canned-change"]');
  await agent.pane.lacks('[data-testid="canned-editor"]');

  journey.step('deleting it and taking that back');
  await agent.pane.click('[data-testid="canned-edit"]');
  await agent.pane.click('[data-testid="canned-delete"]');
  await agent.pane.shows('[data-testid="canned-undo"]');
  await agent.pane.lacks('[data-testid="canned-row"]');
  await journey.picture(agent.screen, 'deleted');
  await agent.pane.click('[data-testid="canned-undo-act"]');
  await until('it is there again', () =>
    agent.pane.evaluate(() =>
      Boolean(document.querySelector('[data-testid="canned-row"]')?.textContent.includes('double')),
    ),
  );
}
