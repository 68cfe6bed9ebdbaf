/**
 * @file A question at night: nobody is there, and that is said at once. The visitor has no account
 * and leaves no name, but a photo with a mark on it. On the next day an agent answers with an
 * arrow; the visitor comes back, sees the answer beside the button, and opens it straight onto the
 * picture, although the agent has ended the conversation with the answer. Afterwards the visitor
 * begins another one, reads the old one, and ends the new one.
 *
 * The page is the first example of `docs/embedding.md`, at the shop's origin.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { openAgent, openVisitor } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { startDemo } from './server.mjs';

const DOCS = new URL('../../docs/embedding.md', import.meta.url);
const PATH = '/plain.html';
/** What both draw, in image units; the middle point lies on the line. */
const MARK = [
  { u: 10_000, v: 9_000 },
  { u: 15_000, v: 9_000 },
  { u: 20_000, v: 9_000 },
];
const ARROW = [
  { u: 8_000, v: 18_000 },
  { u: 12_000, v: 15_000 },
  { u: 16_000, v: 12_000 },
];

/** The line of HTML as the documentation has it, for this server. */
async function theLine(demo) {
  const [, line] = /```html\n([^`]+)```/.exec(await readFile(DOCS, 'utf8')) ?? [];
  assert.ok(line, 'the documentation has an example');
  return line.replace('https://chat.example', demo.origin).replace('YOUR-KEY', 'demo');
}

export async function play(journey) {
  journey.step('starting the server');
  const demo = await startDemo();
  journey.finally(() => demo.stop());
  const browser = await journey.launch();
  const line = await theLine(demo);
  const body = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>A plain page</title><h1>Bags</h1>\n${line}`;

  journey.step('opening the page of the documentation');
  const visitor = await openVisitor(browser, demo, {
    page: `${demo.shop}${PATH}`,
    answer: {
      path: `**${PATH}`,
      handle: (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }),
    },
  });
  journey.watch(visitor);
  const { top } = visitor.screen;
  const label = (words) =>
    top.until(
      `the button says “${words}”`,
      (wanted) => {
        const root = document.querySelector('vitrine-widget')?.shadowRoot;
        return root?.querySelector('.launcher')?.getAttribute('aria-label') === wanted;
      },
      words,
    );
  await label('Leave us a message');

  journey.step('asking while nobody is there');
  await visitor.openPanel();
  await visitor.pane.shows('[data-testid="night"]');
  await journey.picture(visitor.screen, 'night');
  await visitor.say('Can you repair this buckle?');
  await visitor.hears('Can you repair this buckle?', { mine: true });
  await journey.picture(visitor.screen, 'asked');

  journey.step('leaving a photo with a mark');
  await visitor.pane.evaluate(choosePhoto);
  await visitor.pane.click('[data-upload="show"]');
  const photo = visitor.stage({ width: 1200, height: 900 });
  await photo.ready();
  const { item } = await photo.state();
  await draw(visitor, photo, 'pen', MARK);
  await photo.hasInk([MARK[1]], 'after the visitor has drawn');
  await journey.picture(visitor.screen, 'marked');

  journey.step('going to bed');
  await top.evaluate(() => sessionStorage.clear());
  await visitor.screen.goto('about:blank');

  journey.step('answering on the next day');
  const agent = await openAgent(browser, demo);
  journey.watch(agent);
  await agent.pick('Can you repair this buckle?');
  const board = agent.stage({ width: 1200, height: 900 });
  await board.until('shows the photo', (state) => state.item === item);
  await board.hasInk([MARK[1]], 'from the night');
  await draw(agent, board, 'arrow', ARROW);
  await board.hasInk([ARROW[1]], 'after the agent has drawn');
  await agent.say('Yes, we sew a new one on: see the arrow.');
  await agent.hears('Yes, we sew a new one on: see the arrow.', { mine: true });
  // Answered is done, for the agent; the visitor has not seen it yet.
  await agent.pane.click('[data-testid="resolve"]');
  await agent.pane.shows('[data-testid="reopen"]');

  journey.step('coming back');
  await visitor.screen.goto(`${demo.shop}${PATH}`);
  await label('Chat with us, we are here (New message)');
  await visitor.pane.shows('[data-testid="peek"]');
  const peek = await visitor.pane.evaluate(
    () => document.querySelector('[data-testid="peek"]')?.textContent ?? '',
  );
  assert.ok(peek.includes('Yes, we sew a new one on'), `the first line is shown: ${peek}`);
  const page = await top.evaluate(() => document.documentElement.outerHTML);
  assert.ok(!page.includes('sew a new one'), 's53: the page cannot read it');
  await journey.picture(visitor.screen, 'back');

  journey.step('opening straight onto the picture');
  await visitor.pane.click('[data-testid="peek"]');
  await photo.until('shows the photo', (state) => state.item === item);
  await photo.hasInk([MARK[1], ARROW[1]], 'on the next day');
  await visitor.hears('Yes, we sew a new one on: see the arrow.', { mine: false });
  await agent.pane.shows('[data-fate="read"]');
  await journey.picture(visitor.screen, 'opened');

  await visitor.pane.shows('[data-testid="ended"]');
  await visitor.pane.lacks('[data-testid="composer"]');
  // After the end one looks: nothing that would be refused is offered.
  await visitor.pane.shows('.cv-toolbar [data-tool="zoom-in"]');
  await visitor.pane.lacks('[data-tool="pen"]');
  await visitor.pane.lacks('[data-tool="undo"]');

  journey.step('starting again');
  await visitor.pane.click('[data-testid="start-again"]');
  await visitor.pane.shows('[data-testid="composer"]');
  await visitor.pane.click('[data-testid="past-open"]');
  await visitor.pane.click('[data-testid="past"] button');
  await visitor.hears('Can you repair this buckle?', { mine: true });
  await visitor.pane.lacks('[data-testid="composer"]');
  await journey.picture(visitor.screen, 'read-again');

  journey.step('ending it as a visitor');
  // Out of the old one, then out of the list.
  await visitor.pane.click('[data-testid="past-back"]');
  await visitor.pane.shows('[data-testid="past"]');
  await visitor.pane.click('[data-testid="past-back"]');
  await visitor.say('Thank you!');
  await visitor.hears('Thank you!', { mine: true });
  await visitor.pane.click('[data-testid="menu"]');
  await visitor.pane.click('[data-testid="menu-end"]');
  await visitor.pane.click('[data-testid="end-yes"]');
  await visitor.pane.shows('[data-testid="ended"]');
  provesQuiet([visitor.screen, agent.screen]);
}

/** Draws on the stage with a tool, wherever its button is. */
async function draw({ pane, screen }, stage, tool, points) {
  const inFront = await pane.evaluate(
    (name) => document.querySelector(`.cv-toolbar [data-tool="${name}"]`) !== null,
    tool,
  );
  if (!inFront) await stage.tool('more');
  await pane.click(`[data-tool="${tool}"]`);
  await screen.drag(await stage.places(points));
}

/** Chooses a photo in the panel, as a phone's picker would. */
async function choosePhoto() {
  const canvas = document.createElement('canvas');
  canvas.width = 1200;
  canvas.height = 900;
  const context = canvas.getContext('2d');
  context.fillStyle = '#8a5a33';
  context.fillRect(0, 0, 1200, 900);
  context.fillStyle = '#d9b45a';
  context.fillRect(480, 330, 240, 180);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.9));
  const files = new DataTransfer();
  files.items.add(new File([blob], 'buckle.jpg', { type: 'image/jpeg' }));
  const input = document.querySelector('[data-input="photo"]');
  input.files = files.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}
