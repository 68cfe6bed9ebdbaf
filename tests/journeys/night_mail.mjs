/**
 * @file A question at night with an address: the visitor leaves a marked photo and an e-mail, and
 * goes. The agent answers with an arrow; a mail arrives with the picture, marks and all, and with a
 * link. Another browser opens the link and shows the conversation and the picture; the second time
 * the link says that it was used.
 */

import assert from 'node:assert/strict';
import { openAgent, openVisitor } from './people.mjs';
import { provesQuiet } from './quiet.mjs';
import { Screen } from './screen.mjs';
import { startDemo } from './server.mjs';
import { startSmtp } from './smtp.mjs';
import { Stage } from './stage.mjs';

const SIZE = { width: 1600, height: 1200 };
const DESK = { width: 1280, height: 860, density: 1, touch: false };
const ANSWER = 'Yes, we sew a new one on: see the arrow.';
/** What both draw, in image units; the middle point lies on the line. */
const MARK = [
  { u: 8_000, v: 9_000 },
  { u: 14_000, v: 9_000 },
  { u: 20_000, v: 9_000 },
];
const ARROW = [
  { u: 8_000, v: 18_000 },
  { u: 14_000, v: 15_000 },
  { u: 20_000, v: 12_000 },
];

export async function play(journey) {
  journey.step('starting the servers');
  const smtp = await startSmtp();
  journey.finally(() => smtp.stop());
  const demo = await startDemo({
    VITRINE_MAIL_SERVER: `127.0.0.1:${smtp.port}`,
    VITRINE_MAIL_TLS: 'none',
    VITRINE_MAIL_FROM: 'chat@shop.example',
    // The still has to be there by then, however busy the machine is.
    VITRINE_MAIL_WAIT: '20',
  });
  journey.finally(() => demo.stop());
  const browser = await journey.launch();

  journey.step('asking at night');
  const visitor = await openVisitor(browser, demo, DESK);
  journey.watch(visitor);
  await visitor.openPanel();
  await visitor.say('Can you repair this buckle?');
  await visitor.hears('Can you repair this buckle?', { mine: true });

  journey.step('leaving an address');
  await visitor.pane.click('[data-testid="contact-open"]');
  await visitor.pane.write('[data-testid="contact-form"] [name="email"]', 'luis@shop.example');
  await visitor.screen.key('Enter');
  await visitor.pane.lacks('[data-testid="contact-form"]');

  journey.step('leaving a photo with a mark');
  await visitor.pane.evaluate(choosePhoto, SIZE);
  await visitor.pane.click('[data-upload="show"]');
  const photo = visitor.stage(SIZE);
  await photo.ready();
  const { item } = await photo.state();
  await draw(visitor, photo, 'pen', MARK);
  await photo.hasInk([MARK[1]], 'after the visitor has drawn');
  await journey.picture(visitor.screen, 'marked');

  journey.step('going');
  const page = await visitor.screen.top.evaluate(() => location.href.split('#')[0]);
  await visitor.screen.goto('about:blank');

  journey.step('answering with an arrow');
  const agent = await openAgent(browser, demo);
  journey.watch(agent);
  await agent.pick('Can you repair this buckle?');
  const board = agent.stage(SIZE);
  await board.until('shows the photo', (state) => state.item === item);
  await board.hasInk([MARK[1]], 'from the night');
  await draw(agent, board, 'arrow', ARROW);
  await board.hasInk([ARROW[1]], 'after the agent has drawn');
  await agent.say(ANSWER);
  await agent.hears(ANSWER, { mine: true });

  journey.step('getting a mail');
  const mail = await smtp.mail();
  assert.deepEqual(mail.to, ['luis@shop.example']);
  assert.ok(mail.text.includes(`> ${ANSWER}`), mail.text);
  assert.ok(!mail.text.includes('buckle'), 'what a stranger wrote is not mailed');
  assert.ok(mail.picture, 'the still is there');
  const still = await agent.pane.evaluate(readStill, {
    jpeg: mail.picture.toString('base64'),
    points: [MARK[1], ARROW[1], { u: 4_000, v: 4_000 }],
  });
  assert.deepEqual([still.width, still.height], [1200, 900], 'small enough for a mail');
  const [mark, arrow, bare] = still.colours;
  assert.ok(far(mark, bare), `the visitor's mark is burnt in: ${mark} on ${bare}`);
  assert.ok(far(arrow, bare), `the agent's arrow is burnt in: ${arrow} on ${bare}`);
  assert.ok(far(arrow, mark), `each in its colour: ${arrow} and ${mark}`);

  journey.step('opening the link elsewhere');
  const link = mail.text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line.includes('/continue?'));
  assert.ok(link?.startsWith(`${demo.origin}/continue?inbox=`), `a link of ours: ${link}`);
  const phone = await elsewhere(journey, browser, 'phone', link);
  await phone.top.shows('[data-testid="continue"]');
  await journey.picture(phone, 'asks');
  await phone.top.click('[data-testid="continue-open"]');
  await phone.top.shows('[data-testid="panel"]');
  await phone.top.until(
    'the answer is there',
    (text) => [...document.querySelectorAll('.bubble')].some((one) => one.textContent === text),
    ANSWER,
  );
  assert.ok(!(await phone.top.evaluate(() => location.hash)), 'the secret has left the address');
  const seen = new Stage(phone.top, SIZE);
  await seen.until('shows the photo', (state) => state.item === item);
  await seen.hasInk([MARK[1], ARROW[1]], 'behind the link');
  await journey.picture(phone, 'goes-on');

  journey.step('opening it again');
  const late = await elsewhere(journey, browser, 'late', link);
  await late.top.click('[data-testid="continue-open"]');
  await late.top.shows('[data-testid="continue-gone"]');
  await journey.picture(late, 'gone');
  assert.equal(smtp.count(), 1, 'one mail is enough');
  provesQuiet([visitor.screen, agent.screen, phone]);

  journey.step('going back to the shop');
  await phone.top.click('[data-testid="leave"]');
  await phone.top.until(
    'it is the page where the address was left',
    (wanted) => location.href.split('#')[0] === wanted,
    page,
  );
}

/** A browser that has never seen the shop. */
async function elsewhere(journey, browser, name, link) {
  const screen = new Screen(await browser.open(DESK), { name, density: 1, touch: false });
  journey.watch(screen);
  await screen.goto(link);
  return screen;
}

/** Whether two colours are surely not the same one, JPEG or not. */
function far(one, other) {
  return one.some((value, at) => Math.abs(value - other[at]) > 40);
}

/** Size of a JPEG and its colours at points in image units. */
async function readStill({ jpeg, points }) {
  const bytes = Uint8Array.from(atob(jpeg), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
  const canvas = document.createElement('canvas');
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const colours = points.map(({ u, v }) => {
    const px = bitmap.width / 32_768;
    return [...context.getImageData(Math.round(u * px), Math.round(v * px), 1, 1).data].slice(0, 3);
  });
  return { width: bitmap.width, height: bitmap.height, colours };
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

/** Chooses a plain photo in the panel. */
async function choosePhoto({ width, height }) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  context.fillStyle = '#efe6d8';
  context.fillRect(0, 0, width, height);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.9));
  const files = new DataTransfer();
  files.items.add(new File([blob], 'buckle.jpg', { type: 'image/jpeg' }));
  const input = document.querySelector('[data-input="photo"]');
  input.files = files.files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
}
