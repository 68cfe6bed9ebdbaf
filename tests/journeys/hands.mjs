/** @file What hands do on a stage: drag, pinch, draw. */

import { sameView } from './same_pixels.mjs';

const STEPS = 8;

/** Between two places, the last one included. */
function line(from, to, steps = STEPS) {
  const at = (part) => ({ x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part });
  return Array.from({ length: steps + 1 }, (_, step) => at(step / steps));
}

/** Pushes the picture by so many pixels. */
export async function drag(stage, by, steps) {
  const from = await stage.middle();
  await stage.pane.screen.drag(line(from, { x: from.x + by.x, y: from.y + by.y }, steps));
}

/** Two fingers, so far apart at the beginning and at the end. */
export async function pinch(stage, { from, to }) {
  const { x, y } = await stage.middle();
  const steps = Array.from({ length: STEPS + 1 }, (_, step) => {
    const half = (from + ((to - from) * step) / STEPS) / 2;
    return [
      { x: x - half, y: y - half / 3 },
      { x: x + half, y: y + half / 3 },
    ];
  });
  await stage.pane.screen.pinch(steps);
}

/** Both push at the same time, for about a second and against each other. */
export async function both(one, other) {
  await Promise.all([drag(one, { x: 60, y: 40 }, 40), drag(other, { x: -90, y: -50 }, 40)]);
}

/**
 * Draws a level line with the tool in hand, at the height `at` of what both stages show, from its
 * part `from` to its part `to`, and gives image points on it. `during` is called before the
 * pointer rises, with the points drawn so far. With `pause` that is after half of the line: what
 * `during` gets then is also a function that draws the rest and gives its points.
 */
export async function ink(stage, other, { at, from, to, pause = false }, during) {
  const view = await sameView(stage, other);
  const point = (part) => stage.pointIn(view, from + (to - from) * part, at);
  const points = [0.1, 0.3, 0.45, 0.7, 1].map(point);
  const [start, end] = await stage.places([point(0), point(1)]);
  const path = line(start, end, 20);
  const half = pause ? path.length >> 1 : path.length - 1;
  const early = pause ? points.slice(0, 3) : points;
  const hand = stage.pane.screen.hand();
  await hand.down(path[0]);
  for (const one of path.slice(1, half + 1)) await hand.move(one);
  await during(early, async () => {
    for (const one of path.slice(half + 1)) await hand.move(one);
    return points.slice(early.length);
  });
  await hand.up(end);
  return points;
}

/**
 * Notes in the page every view it paints and when its pointer rises, so that the times are those
 * of the page and not of the test. Gives a function that reads them.
 */
export async function recordViews(stage) {
  await stage.pane.evaluate(() => {
    const seen = { released: 0, views: [] };
    globalThis.journeyViews = seen;
    const canvas = document.querySelector('.cv-picture');
    const note = () => {
      const { view, fence } = canvas.dataset;
      const last = seen.views.at(-1);
      if (last?.view !== view || last.fence !== fence) {
        seen.views.push({ at: Date.now(), view, fence });
      }
    };
    note();
    new MutationObserver(note).observe(canvas, { attributeFilter: ['data-view', 'data-fence'] });
    for (const kind of ['pointerup', 'pointercancel']) {
      const release = () => {
        seen.released = Date.now();
      };
      addEventListener(kind, release, { capture: true });
    }
  });
  return () => stage.pane.evaluate(() => globalThis.journeyViews);
}
