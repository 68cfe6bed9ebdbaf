/**
 * @file `node tests/bench/video.mjs --rows FILE [--quick]`: how well two screens keep a film in
 * step. Two Chromiums, each with a round trip of 80 ms to the server in `VITRINE_BIN`; every frame
 * of the film says its number, and what is compared is the number in the painted pixels.
 *
 * A stall is made at the video element itself (`filming.mjs`): a line that stops for a second is no
 * stall, because a browser has more than that of a film in hand.
 */

import { CLIP_SIZE, chooseClip, FPS, makeClip } from '../journeys/clip.mjs';
import { launch } from '../journeys/drivers/chromium.mjs';
import { startFaultProxy } from '../journeys/fault_proxy.mjs';
import { openAgent, openVisitor } from '../journeys/people.mjs';
import { startDemo } from '../journeys/server.mjs';
import { film } from './filming.mjs';
import { beginSuite, quantile, rest } from './suite.mjs';

const { quick, write } = beginSuite('video');
/** Each way: a round trip of 80 ms. */
const FAR = { delayMs: 40 };
const PAUSES = quick ? 20 : 100;
/** How long it plays with and without stalls, in seconds. */
const PLAYING_S = quick ? 40 : 600;
/** The film is a little longer than what is looked at of it. */
const CLIP_S = PLAYING_S + 30;
const SETTLED_MS = 500;
/** Stalls: one at about each of these intervals on either side, so long each, in milliseconds. */
const STALL_EVERY_MS = quick ? 20_000 : 60_000;
const STALL_MS = { least: 200, most: 1_500 };
/** When the first seconds are over; they are not what is asked about. */
const WARM_MS = 4_000;
const SAME_FRAMES = 1;
const TOGGLE = '[data-video-act="toggle"]';
const TARGETS = { paused: 99, smooth: 99, near: 75, close: 90, seeks: 6 };

const random = dice(20_261);
const path = await makeClip(CLIP_S);
const demo = await startDemo();
const network = await startFaultProxy();
const browser = await launch();
const persons = [];
let failed = false;
try {
  const [visitor, agent] = await together();
  await pauses(visitor, agent);
  await plays(visitor, agent, false);
  await plays(visitor, agent, true);
} catch (error) {
  failed = true;
  console.error(error.stack);
} finally {
  for (const { screen } of persons) await screen.window.close();
  await network.stop();
  await demo.stop();
}
process.exit(failed ? 1 : 0);

/** Two people at one film, the line between them bad from then on. */
async function together() {
  const desk = { width: 1024, height: 768, density: 1, touch: false, proxy: network.address };
  const visitor = await openVisitor(browser, demo, { ...desk, script: film });
  persons.push(visitor);
  const agent = await openAgent(browser, demo, { ...desk, script: film });
  persons.push(agent);
  await visitor.openPanel();
  await visitor.say('Ready?');
  await agent.pick('Ready?');
  await chooseClip(visitor.pane, '[data-input="photo"]', path);
  await visitor.pane.click('[data-upload="show"]');
  for (const { pane } of persons) {
    await pane.shows(`.cv-vbar ${TOGGLE}`);
    await pane.until('the film could play', () => {
      const found = document.querySelector('.cv-videos video');
      return found !== null && found.readyState >= 3;
    });
    await pane.evaluate(({ fps, size }) => globalThis.filming.begin(fps, size), {
      fps: FPS,
      size: CLIP_SIZE,
    });
  }
  network.disturb(FAR);
  return [visitor, agent];
}

/** Presses in the page itself, so that the press is when it is said to be. */
function press({ pane }) {
  return pane.evaluate((toggle) => {
    document.querySelector(toggle).click();
    return performance.timeOrigin + performance.now();
  }, TOGGLE);
}

function isPlaying({ pane }) {
  return pane.until('it plays', () => {
    const found = document.querySelector('.cv-videos video');
    return !found.paused && !found.seeking && found.readyState >= 3;
  });
}

async function pauses(visitor, agent) {
  let [same, worst] = [0, 0];
  const took = [];
  for (let turn = 0; turn < PAUSES; turn += 1) {
    const [one, other] = turn % 2 === 0 ? [visitor, agent] : [agent, visitor];
    await press(one);
    await Promise.all([isPlaying(one), isPlaying(other)]);
    await rest(500 + 1_500 * random());
    const by = turn % 3 === 0 ? one : other;
    const pressed = await press(by);
    const settled = ({ pane }) =>
      pane.evaluate((at) => globalThis.filming.stillAt(at), pressed + SETTLED_MS);
    const [first, second] = await Promise.all([settled(one), settled(other)]);
    const apart = Math.abs(first.number - second.number);
    worst = Math.max(worst, apart);
    if (apart <= SAME_FRAMES) same += 1;
    else console.log(`pause ${turn}: frames ${first.number} and ${second.number}`);
    took.push(Math.max(first.since, second.since) - pressed);
    // One may press again when the room has taken it.
    await rest(100);
    await begins(turn, one);
  }
  console.log(`${PAUSES} pauses`);
  const share = (100 * same) / PAUSES;
  write('paused frame equal ± 1, 500 ms after the press', share, '%', { atLeast: TARGETS.paused });
  write('paused frames apart', worst, 'frames at most');
  write('from the press to the last change of a picture', quantile(took, 0.95), 'ms p95');
}

/** Near the end of the film it goes back to its beginning. */
async function begins(turn, person) {
  if (turn % 10 !== 9) return;
  await seekTo(person, 0);
}

async function seekTo(person, ms) {
  await person.pane.evaluate((to) => {
    const line = document.querySelector('[data-video-act="seek"]');
    line.value = String(to);
    line.dispatchEvent(new Event('change', { bubbles: true }));
  }, ms);
  for (const { pane } of persons) {
    await pane.until(
      'it is there',
      (to) => {
        const found = document.querySelector('.cv-videos video');
        return !found.seeking && Math.abs(found.currentTime * 1_000 - to) < 100;
      },
      ms,
    );
  }
}

/** Plays on and on, and compares what was painted at every instant. */
async function plays(visitor, agent, stalls) {
  await seekTo(agent, 0);
  await press(agent);
  await Promise.all([isPlaying(visitor), isPlaying(agent)]);
  await rest(WARM_MS);
  for (const { pane } of persons) await pane.evaluate(() => globalThis.filming.take());
  const end = performance.now() + PLAYING_S * 1_000;
  let next = performance.now() + (stalls ? 3_000 : Number.POSITIVE_INFINITY);
  let count = 0;
  while (performance.now() < end) {
    await rest(Math.min(250, Math.max(0, end - performance.now())));
    if (performance.now() < next) continue;
    next = performance.now() + STALL_EVERY_MS * (0.25 + 0.5 * random());
    const ms = STALL_MS.least + (STALL_MS.most - STALL_MS.least) * random();
    const held = random() < 0.5 ? visitor : agent;
    count += 1;
    await held.pane.evaluate((time) => globalThis.filming.stall(time), ms);
  }
  const [one, other] = await Promise.all(
    persons.map(({ pane }) => pane.evaluate(() => globalThis.filming.take())),
  );
  await press(agent);
  await rest(1_000);
  report(compare(one.painted, other.painted), Math.max(one.seeks, other.seeks), stalls, count);
}

function report(apart, seeks, stalls, count) {
  const part = (ms) => (100 * apart.filter((value) => value <= ms).length) / apart.length;
  const leg = stalls ? 'with stalls' : 'without stalls';
  console.log(`${leg}: ${apart.length} instants${stalls ? `, ${count} stalls` : ''}`);
  if (apart.length < PLAYING_S * 10) throw new Error('too few frames were painted to compare');
  const target = stalls ? TARGETS.near : TARGETS.smooth;
  write(`${leg}, within 100 ms`, part(100), '% of the time', { atLeast: target });
  write(
    `${leg}, within 500 ms`,
    part(500),
    '% of the time',
    stalls ? { atLeast: TARGETS.close } : {},
  );
  write(`${leg}, apart`, quantile(apart, 0.5), 'ms p50');
  write(`${leg}, apart`, quantile(apart, 0.95), 'ms p95');
  const most = quick ? TARGETS.seeks : (TARGETS.seeks * PLAYING_S) / 600;
  write(`${leg}, jumps of the one who jumped more`, seeks, `in ${PLAYING_S} s`, { atMost: most });
}

/** How far apart two screens were at each instant, in milliseconds of the film. */
function compare(one, other) {
  const STEP_MS = 50;
  const from = Math.max(one[0]?.at ?? 0, other[0]?.at ?? 0);
  const to = Math.min(one.at(-1)?.at ?? 0, other.at(-1)?.at ?? 0);
  const apart = [];
  let [i, k] = [0, 0];
  for (let at = from; at < to; at += STEP_MS) {
    while (i + 1 < one.length && one[i + 1].at <= at) i += 1;
    while (k + 1 < other.length && other[k + 1].at <= at) k += 1;
    apart.push((Math.abs(one[i].number - other[k].number) * 1_000) / FPS);
  }
  return apart;
}

function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}
