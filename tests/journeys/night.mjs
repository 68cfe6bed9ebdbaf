/**
 * @file A question at night: nobody is there, and that is said at once. The visitor has no account
 * and leaves no name. On the next day an agent answers with a picture and an arrow on it; the
 * visitor comes back, sees the answer beside the button, and opens it straight onto the picture.
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
  await visitor.say('Is there room for a laptop in it?');
  await visitor.hears('Is there room for a laptop in it?', { mine: true });
  await journey.picture(visitor.screen, 'asked');

  journey.step('going to bed');
  await top.evaluate(() => sessionStorage.clear());
  await visitor.screen.goto('about:blank');

  journey.step('answering on the next day');
  const agent = await openAgent(browser, demo);
  journey.watch(agent);
  await agent.pick('Is there room for a laptop in it?');
  await agent.pane.click('.cv-empty [data-media]');
  const board = agent.stage({ width: 1, height: 1 });
  await board.ready();
  const { item } = await agent.pane.evaluate(() => {
    const picture = document.querySelector('.cv-picture');
    return { item: picture?.dataset.item ?? null };
  });
  await agent.pane.click('[data-tool="arrow"]');
  const box = await agent.pane.box('.cv-picture');
  const at = (x, y) => ({ x: box.x + box.width * x, y: box.y + box.height * y });
  await agent.screen.drag([at(0.35, 0.4), at(0.45, 0.5), at(0.55, 0.55)]);
  await agent.say('Yes, up to 14 inches: see the arrow.');
  await agent.hears('Yes, up to 14 inches: see the arrow.', { mine: true });
  journey.note(`the picture is ${item ?? 'on the stage'}`);

  journey.step('coming back');
  await visitor.screen.goto(`${demo.shop}${PATH}`);
  await label('Chat with us, we are here (New message)');
  await visitor.pane.shows('[data-testid="peek"]');
  const peek = await visitor.pane.evaluate(
    () => document.querySelector('[data-testid="peek"]')?.textContent ?? '',
  );
  assert.ok(peek.includes('Yes, up to 14 inches'), `the first line is shown: ${peek}`);
  const page = await top.evaluate(() => document.documentElement.outerHTML);
  assert.ok(!page.includes('14 inches'), 's53: the page cannot read it');
  await journey.picture(visitor.screen, 'back');

  journey.step('opening straight onto the picture');
  await visitor.pane.click('[data-testid="peek"]');
  await visitor.stage({ width: 1, height: 1 }).ready();
  await visitor.hears('Yes, up to 14 inches: see the arrow.', { mine: false });
  await agent.pane.shows('[data-fate="read"]');
  await journey.picture(visitor.screen, 'opened');
  provesQuiet([visitor.screen, agent.screen]);
}
