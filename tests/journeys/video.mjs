/**
 * @file A film looked at together: the visitor shows one, either side plays, pauses and seeks, and
 * what both screens show is read off their pixels. Drawing pauses for both and belongs to its
 * moment; a reload comes back to it; a browser that does not let it play asks for a touch.
 */

import assert from 'node:assert/strict';
import { CELLS, CLIP_SIZE, chooseClip, FPS, makeClip, numberOf } from './clip.mjs';
import { openAgent, openVisitor } from './people.mjs';
import { until } from './screen.mjs';
import { startDemo } from './server.mjs';
import { UNIT } from './stage.mjs';

const LINE = 'How does it fold?';
const SECONDS = 30;
/** What people feel as at once, on a machine that does other things too. */
const PATIENCE_MS = 20_000;
/** Another browser's rounding. */
const SAME_FRAMES = 1;
/** How far two that play may be apart while nobody holds them up, in frames. */
const NEAR_FRAMES = 6;
const BAR = '.cv-vbar';
const TOGGLE = '[data-video-act="toggle"]';
const JOIN = '[data-video-state="blocked"] button';
const HEIGHT = (UNIT * CLIP_SIZE.height) / CLIP_SIZE.width;

export async function play(journey) {
  const path = await makeClip(SECONDS);
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const browser = await journey.launch();
  journey.step('opening both pages');
  const visitor = await openVisitor(browser, demo, { script: watchPlay });
  journey.watch(visitor);
  const agent = await openAgent(browser, demo, { script: watchPlay });
  journey.watch(agent);
  await visitor.openPanel();
  await visitor.say(LINE);
  await agent.pick(LINE);
  const v = visitor.stage(CLIP_SIZE);
  const a = agent.stage(CLIP_SIZE);
  const scene = { journey, visitor, agent, v, a };
  await shows(scene, path);
  await playsAndPauses(scene);
  await seeks(scene);
  await zooms(scene);
  await draws(scene);
  await reloads(scene);
  await touches(scene);
  for (const { screen } of [visitor, agent]) assert.deepEqual(screen.window.problems, []);
}

/** In each page: lets a test take the permission to play away, until somebody touches it. */
function watchPlay() {
  const own = HTMLMediaElement.prototype.play;
  globalThis.playIsBlocked = false;
  const touched = () => {
    globalThis.playIsBlocked = false;
  };
  document.addEventListener('click', touched, true);
  HTMLMediaElement.prototype.play = function play() {
    if (globalThis.playIsBlocked) {
      return Promise.reject(new DOMException('a test does not allow it', 'NotAllowedError'));
    }
    return own.call(this);
  };
}

async function shows({ journey, visitor, agent, v, a }, path) {
  journey.step('choosing a film');
  await chooseClip(visitor.pane, '[data-input="photo"]', path);
  await visitor.pane.shows('[data-upload="show"]');
  const words = await visitor.pane.evaluate(
    () => document.querySelector('[data-testid="upload-sheet"]').textContent,
  );
  assert.match(words, /nothing can be covered/);
  assert.equal(
    await visitor.pane.evaluate(() => document.querySelector('[data-upload="cover"]')),
    null,
  );
  await journey.picture(visitor.screen, 'chosen');
  await visitor.pane.click('[data-upload="show"]');
  await a.until('shows the film', (state) => state.item !== '');
  for (const { pane } of [visitor, agent]) {
    await pane.shows(`${BAR} ${TOGGLE}`);
    await pane.until('the film could play', () => {
      const film = document.querySelector('.cv-videos video');
      return film !== null && film.readyState >= 3;
    });
  }
  await Promise.all([v.ready(), a.ready()]);
  await sameFrame([v, a], 'at the beginning', (number) => number === 0);
}

async function playsAndPauses({ journey, visitor, agent, v, a }) {
  journey.step('the agent plays');
  await agent.pane.click(TOGGLE);
  await moves(visitor.pane);
  await moves(agent.pane);
  await goesTogether([v, a]);
  await journey.picture(agent.screen, 'plays');
  await journey.picture(visitor.screen, 'plays');
  journey.step('the visitor pauses');
  await visitor.pane.click(TOGGLE);
  await stands(visitor.pane);
  await stands(agent.pane);
  const first = await sameFrame([v, a], 'paused by the visitor', (number) => number > 0);
  journey.step('the visitor plays on, the agent pauses');
  await visitor.pane.click(TOGGLE);
  await moves(agent.pane);
  await moves(visitor.pane);
  await agent.pane.click(TOGGLE);
  await stands(agent.pane);
  await stands(visitor.pane);
  await sameFrame([v, a], 'paused by the agent', (number) => number > first);
  await journey.picture(agent.screen, 'paused');
}

async function seeks({ journey, visitor, agent, v, a }) {
  journey.step('seeking by the keyboard');
  await agent.pane.evaluate(() => document.querySelector('[data-video-act="seek"]').focus());
  await agent.screen.key('Home');
  await sameFrame([v, a], 'at the beginning again', (number) => number === 0);
  for (let turn = 0; turn < 3; turn += 1) {
    await agent.screen.key('ArrowRight');
    const at = 5 * (turn + 1) * FPS;
    await sameFrame([v, a], `after ${turn + 1} steps`, (number) => Math.abs(number - at) <= 1);
  }
  await agent.screen.key(' ');
  await moves(visitor.pane);
  await agent.screen.key(' ');
  await stands(visitor.pane);
  await stands(agent.pane);
  await sameFrame([v, a], 'paused by the space key', (number) => number >= 15 * FPS);
}

async function zooms({ journey, agent, visitor, v, a }) {
  journey.step('zooming into the film');
  const middle = await a.middle();
  await agent.screen.window.mouse('move', middle.x, middle.y);
  const zoomed = ({ view }) => view.eu < UNIT * 0.8;
  await v.untilMoved(
    'is zoomed',
    () => agent.screen.window.wheel(middle.x, middle.y, -120),
    zoomed,
  );
  await journey.picture(visitor.screen, 'zoomed');
  await agent.pane.evaluate(() => document.querySelector('.cv-surface').focus());
  const whole = ({ view }) => view.eu >= UNIT - 2;
  await v.untilMoved('shows all of it', () => agent.screen.key('0'), whole);
  await a.until('shows all of it', whole);
}

async function draws({ journey, visitor, agent, v, a }) {
  journey.step('drawing while it plays');
  await visitor.pane.click(TOGGLE);
  await moves(agent.pane);
  await agent.pane.click('.cv-toolbar [data-tool="pen"]');
  const [from, to] = await a.places([
    { u: 0.3 * UNIT, v: 0.66 * HEIGHT },
    { u: 0.6 * UNIT, v: 0.66 * HEIGHT },
  ]);
  await agent.screen.drag([from, { x: (from.x + to.x) / 2, y: from.y }, to]);
  await stands(agent.pane);
  await stands(visitor.pane);
  const drawn = await sameFrame([v, a], 'paused by drawing', (number) => number > 15 * FPS);
  const ink = [{ u: 0.45 * UNIT, v: 0.66 * HEIGHT }];
  await v.hasInk(ink, 'where it was drawn');
  await a.hasInk(ink, 'where it was drawn');
  for (const { pane } of [visitor, agent]) await pane.shows('.cv-vmark');
  await journey.picture(visitor.screen, 'drawn');
  await agent.pane.click('.cv-toolbar [data-tool="hand"]');
  journey.step('it moves on, and the mark is gone');
  await agent.pane.click(TOGGLE);
  await moves(visitor.pane);
  for (const { pane } of [visitor, agent]) await pane.until('no mark is seen', noMarks);
  await agent.pane.click(TOGGLE);
  await stands(visitor.pane);
  await sameFrame([v, a], 'a little later', (number) => number > drawn);
  for (const { pane } of [visitor, agent]) await pane.until('no mark is seen', noMarks);
  journey.step('the marker on the line brings it back');
  await visitor.pane.click('[data-video-act="marks"]');
  await sameFrame([v, a], 'at the mark', (number) => Math.abs(number - drawn) <= SAME_FRAMES);
  await v.hasInk(ink, 'again');
  await a.hasInk(ink, 'again');
}

function noMarks() {
  return document.querySelector('.cv-picture').dataset.marks === '[]';
}

async function reloads({ journey, visitor, v, a }) {
  journey.step('the visitor comes back to the moment');
  const before = await frameOf(a);
  await visitor.screen.reload();
  await visitor.openPanel();
  await visitor.pane.shows(`${BAR} ${TOGGLE}`);
  await v.ready();
  await sameFrame([v, a], 'after a reload', (number) => Math.abs(number - before) <= SAME_FRAMES);
  await v.hasInk([{ u: 0.45 * UNIT, v: 0.66 * HEIGHT }], 'after a reload');
}

async function touches({ journey, visitor, agent, v, a }) {
  journey.step('the visitor’s browser does not let it play');
  await visitor.pane.evaluate(() => {
    globalThis.playIsBlocked = true;
  });
  await agent.pane.click(TOGGLE);
  await visitor.pane.shows(JOIN);
  await agent.pane.shows('[data-line="video-other-blocked"]');
  await journey.picture(visitor.screen, 'blocked');
  await journey.picture(agent.screen, 'other-blocked');
  await moves(agent.pane);
  await visitor.pane.click(JOIN);
  await moves(visitor.pane);
  await goesTogether([v, a]);
  await agent.pane.click(TOGGLE);
  await stands(visitor.pane);
  await sameFrame([v, a], 'paused after joining', (number) => number > 0);
}

/** The number on the screen; null while none can be read. */
async function frameOf(stage) {
  const { view } = await stage.state();
  const seen = await stage.see(view);
  const brightness = CELLS.map(({ x, y }) => {
    const [red, green, blue] = seen.colour({ u: x * UNIT, v: y * HEIGHT });
    return (red + green + blue) / 3;
  });
  return numberOf(brightness);
}

/** Waits until both screens show the same frame, and gives it. */
function sameFrame(stages, when, check) {
  return until(
    `both show the same frame ${when}`,
    async () => {
      const [one, other] = [await frameOf(stages[0]), await frameOf(stages[1])];
      const read = one !== null && other !== null;
      if (read && Math.abs(one - other) <= SAME_FRAMES && check(one)) return { one };
      throw new Error(`${one} and ${other}`);
    },
    PATIENCE_MS,
  ).then(({ one }) => one);
}

/** Waits until both play, near each other. */
function goesTogether(stages) {
  return until(
    'both play near each other',
    async () => {
      const [one, other] = await Promise.all(stages.map((stage) => positionOf(stage.pane)));
      // Read one after the other; what passed in between is not drift.
      const apart = one.frame - other.frame - ((one.at - other.at) / 1_000) * FPS;
      if (Math.abs(apart) <= NEAR_FRAMES) return true;
      throw new Error(`${apart.toFixed(1)} frames`);
    },
    PATIENCE_MS,
  );
}

/** The frame painted last in a page, by the clock that all pages of a machine share. */
function positionOf(pane) {
  return pane.evaluate(
    (fps) =>
      new Promise((resolve) => {
        document.querySelector('.cv-videos video').requestVideoFrameCallback((_now, frame) =>
          resolve({
            frame: frame.mediaTime * fps,
            at: performance.timeOrigin + frame.expectedDisplayTime,
          }),
        );
      }),
    FPS,
  );
}

function moves(pane) {
  return pane.until('the film moves', () => {
    const film = document.querySelector('.cv-videos video');
    return film !== null && !film.paused && film.currentTime > 0;
  });
}

function stands(pane) {
  return pane.until('the film stands', () => {
    const film = document.querySelector('.cv-videos video');
    return film?.paused && !film.seeking;
  });
}
