/** @file The two who meet: a visitor of the demo shop and an agent in the console. */

import { Screen, until } from './screen.mjs';
import { get } from './server.mjs';
import { Stage } from './stage.mjs';

/** The panel on a page of the shop. */
export const PANEL = 'vitrine-widget >>> iframe';
const LAUNCHER = 'vitrine-widget >>> .launcher';
const PHONE = { width: 390, height: 844, density: 2, touch: true };
const DESK = { width: 1440, height: 900, density: 1 };

/** Pictures on the shop's shelf, with their sizes; on the first start they come one by one. */
export async function shelf(demo) {
  return until('the shelf is filled', async () => {
    const answer = await get(demo.origin, '/v1/shelf', { Cookie: demo.cookie });
    const { pictures } = JSON.parse(answer.body);
    return pictures.length > 0 ? pictures : null;
  });
}

async function open(browser, name, options) {
  const window = await browser.open(options);
  const touch = Boolean(options.touch) && browser.touches;
  return new Screen(window, { name, density: options.density, touch });
}

/** Somebody with a phone on the bag's page, panel still closed. */
export async function openVisitor(browser, demo, options = {}) {
  const screen = await open(browser, 'visitor', { ...PHONE, ...options });
  await screen.goto(options.page ?? `${demo.shop}${demo.startPath}`);
  return new Visitor(screen);
}

/** Somebody at a desk, signed in. */
export async function openAgent(browser, demo, options = {}) {
  const screen = await open(browser, 'agent', { ...DESK, ...options });
  await screen.goto(`${demo.origin}/console`);
  await screen.top.evaluate(
    (body) =>
      fetch('/v1/demo/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'x-vitrine': '1' },
        body,
      }).then((answer) => answer.status),
    JSON.stringify({ secret: demo.secret }),
  );
  // What the console says to somebody who is not signed in is no complaint.
  screen.window.problems.length = 0;
  await screen.reload();
  return new Agent(screen);
}

/** What both can do. */
class Person {
  constructor(screen, pane) {
    this.screen = screen;
    this.pane = pane;
  }

  /** Writes a message and sends it with the Enter key. */
  async say(text) {
    await this.pane.write('[data-testid="composer"]', text);
    await this.pane.until('the message is written', hasDraft, text);
    await this.screen.key('Enter');
  }

  /** Waits until a message is there exactly once, in a state. */
  hears(text, { mine, state = 'sent' }) {
    return this.pane.until(`has once: ${text}`, hasMessage, { text, mine, state });
  }

  stage(size) {
    return new Stage(this.pane, size);
  }
}

function hasDraft(text) {
  return document.querySelector('[data-testid="composer"]')?.value === text;
}

function hasMessage({ text, mine, state }) {
  const all = [...document.querySelectorAll('[data-testid="message"]')];
  const found = all.filter((one) => one.querySelector('.bubble')?.textContent === text);
  const [only] = found;
  return found.length === 1 && only.dataset.state === state && only.dataset.mine === String(mine);
}

/** Somebody on the shop. */
export class Visitor extends Person {
  constructor(screen) {
    super(screen, screen.top.frame(PANEL));
  }

  async openPanel() {
    await this.screen.top.click(LAUNCHER);
    await this.pane.shows('[data-testid="composer"]');
  }
}

/** Somebody at the console. */
export class Agent extends Person {
  constructor(screen) {
    super(screen, screen.top);
  }

  /** Brings the conversation with this last line to the front, and says which it is. */
  async pick(line) {
    const row = await this.pane.until(
      `the list has ${line}`,
      (text) => {
        const rows = [...document.querySelectorAll('[data-testid="row"]')];
        const found = rows.find((one) => one.textContent.includes(text));
        return found?.dataset.conversation ?? null;
      },
      line,
    );
    await this.pane.click(`[data-conversation="${row}"]`);
    await this.pane.shows('[data-testid="thread"] [data-testid="composer"]');
    return row;
  }
}
