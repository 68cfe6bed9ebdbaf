/**
 * @file Without a pointer, and without movement: a visitor who asks for reduced motion opens the
 * panel by keyboard, writes, zooms, moves, takes a tool and puts it down, and finds the way back.
 */

import assert from 'node:assert/strict';
import { recordViews } from './hands.mjs';
import { openAgent, openVisitor, shelf } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { sameView } from './same_pixels.mjs';
import { until } from './screen.mjs';
import { startDemo } from './server.mjs';

/** More stops than this before the wanted one is no order. */
const MOST_STOPS = 40;

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const [{ size }] = await shelf(demo);
  journey.step('opening both pages');
  const browser = await journey.launch();
  const desktop = { width: 1280, height: 800, density: 1, touch: false, still: true };
  const visitor = await openVisitor(browser, demo, desktop);
  journey.watch(visitor);
  const agent = await openAgent(browser, demo, { still: true });
  journey.watch(agent);
  const [v, a] = [visitor.stage(size), agent.stage(size)];
  const { screen, pane } = visitor;

  journey.step('opening the panel');
  await tabTo(screen, screen.top, 'the launcher', (focus) => focus.includes('launcher'));
  await screen.key('Enter');
  await pane.shows('[data-testid="composer"]');
  await screen.top.until('the focus has gone to the panel', () => {
    const { activeElement } = document.querySelector('vitrine-widget').shadowRoot;
    return activeElement?.localName === 'iframe';
  });
  journey.step('writing');
  await tabTo(screen, pane, 'the composer', (focus) => focus.includes('composer'));
  await screen.text('By keyboard');
  await screen.key('Enter');
  await visitor.hears('By keyboard', { mine: true });
  await agent.pick('By keyboard');
  await agent.pane.click('.cv-empty [data-media]');
  await Promise.all([a.ready(), v.ready()]);
  await journey.picture(screen, 'stage');

  journey.step('reaching the picture');
  await tabTo(screen, pane, 'the picture', (focus) => focus.includes('cv-surface'));
  await ringed(screen, pane);
  const views = await recordViews(v);
  const whole = await a.state();
  journey.step('zooming with +');
  await screen.key('+');
  await a.until('is zoomed by a key', ({ view }) => view.eu < whole.view.eu * 0.95);
  await screen.key('+');
  await screen.key('+');
  await a.until('is zoomed by keys', ({ view }) => view.eu < whole.view.eu / 2);
  journey.step('moving with arrows');
  const before = await sameView(v, a);
  await screen.key('ArrowRight');
  await a.until('is moved by a key', ({ view }) => view.cu > before.cu + 100);
  await screen.key('0');
  await v.until('is whole again', ({ view }) => view.eu === 32768);
  await sameView(v, a);
  const seen = new Set((await views()).views.map(({ view }) => view));
  journey.note(`five keys, ${seen.size} views painted`);
  // The whole picture twice is one view.
  assert.ok(seen.size <= 5, `with reduced motion a key is one step, not ${seen.size} views`);

  journey.step('taking a tool and putting it down');
  await screen.key('p');
  await pressed(pane, 'pen');
  await screen.key('Escape');
  await pressed(pane, 'hand');
  await pane.shows('.cv-picture');

  journey.step('putting the stage and the panel away');
  await tabTo(screen, pane, 'the close button of the stage', (focus) =>
    focus.includes('stage-close'),
  );
  await screen.key('Enter');
  await pane.shows('[data-testid="stage-card"]');
  await tabTo(screen, pane, 'the way back to the stage', (focus) => focus.includes('stage-card'));
  await screen.key('Enter');
  await v.ready();
  await sameView(v, a);
  journey.step('listening to the browsers');
  provesQuiet([screen, agent.screen]);
}

/** Presses Tab until the focus is where it is wanted. */
async function tabTo(screen, pane, what, wanted) {
  const stops = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    const focus = await pane.evaluate(describeFocus);
    if (focus && wanted(focus)) return;
    stops.push(focus);
    await screen.key('Tab');
  }
  throw new Error(`Tab does not reach ${what}: ${stops.join(' → ')}`);
}

/** The element with the focus, shadow roots included, with what it stands in. */
function describeFocus() {
  if (!document.hasFocus()) return 'elsewhere';
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (!element) return '';
  const card = element.closest('[data-testid]')?.dataset.testid ?? '';
  return `${element.localName}.${element.className} ${card}`;
}

/** Whoever uses keys sees where they are. */
async function ringed(screen, pane) {
  const ring = await pane.evaluate(() => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
    const around = getComputedStyle(document.activeElement, '::after');
    return {
      outlineStyle,
      outlineWidth,
      boxShadow,
      after: around.outlineStyle,
      shadow: around.boxShadow,
    };
  });
  const shown =
    (ring.outlineStyle !== 'none' && ring.outlineWidth !== '0px') ||
    ring.boxShadow !== 'none' ||
    ring.after !== 'none' ||
    ring.shadow !== 'none';
  assert.ok(shown, `${screen.name} sees no focus on the picture: ${JSON.stringify(ring)}`);
}

function pressed(pane, tool) {
  return until(`the ${tool} is in hand`, async () => {
    const state = await pane.attribute(`.cv-toolbar [data-tool="${tool}"]`, 'aria-pressed');
    return state === 'true';
  });
}
