/**
 * @file A window and the frames in it, as journeys see them. The seam to the browsers is small:
 * a driver (`drivers/*.mjs`) exports `launch()`, whose `open(options)` gives a window with
 *
 * - `goto(url)`, `reload()`, `resize({width, height})`, `close()`
 * - `evaluate(hops, fn, arg)`: runs a self-contained function in the frame reached through the
 *   iframes `hops` (selectors, `>>>` enters a shadow root); JSON in, JSON or a promise of it out
 * - `mouse('move'|'down'|'up', x, y)`, `wheel(x, y, dy)`, `key('down'|'up'|'press', key)`,
 *   `text(string)`; `touch('start'|'move'|'end', points)` where the driver can
 * - `screenshot(clip?)`: a PNG with the density of the window
 * - `problems`: what the browser complained about
 *
 * All positions are CSS pixels of the window. Everything above that (frames within frames, waiting
 * for an element, clicking it) is here, once for all browsers.
 */

/** Machines that run tests are busy; nothing here waits longer than it must. */
export const PATIENCE_MS = 30_000;
const POLL_MS = 40;

const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `check` gives something true, and gives it back. */
export async function until(what, check, patience = PATIENCE_MS) {
  const from = Date.now();
  let last = null;
  while (Date.now() - from < patience) {
    try {
      const found = await check();
      if (found) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    await rest(POLL_MS);
  }
  const why = last instanceof Error ? last.message : JSON.stringify(last);
  throw new Error(`waited ${patience / 1000} s in vain: ${what} (last: ${why})`);
}

/** One window of a browser. */
export class Screen {
  constructor(window, { name, density = 1, touch = false }) {
    this.window = window;
    this.name = name;
    this.density = density;
    this.touch = touch;
    this.top = new Pane(this, []);
  }

  goto(url) {
    return this.window.goto(url);
  }

  reload() {
    return this.window.reload();
  }

  key(key) {
    return this.window.key('press', key);
  }

  text(text) {
    return this.window.text(text);
  }

  /** Presses and lets go at a place. */
  async press(x, y) {
    if (this.touch) {
      await this.window.touch('start', [{ x, y, id: 1 }]);
      await this.window.touch('end', []);
      return;
    }
    await this.window.mouse('move', x, y);
    await this.window.mouse('down', x, y);
    await this.window.mouse('up', x, y);
  }

  /** A pointer goes through these points. */
  async drag(points) {
    const [first, ...others] = points;
    const hand = this.hand();
    await hand.down(first);
    for (const point of others) await hand.move(point);
    await hand.up(points.at(-1));
  }

  /** What one draws and pushes with here. */
  hand() {
    return this.touch ? this.#finger() : this.#mouse();
  }

  #mouse() {
    const { window } = this;
    return {
      down: async ({ x, y }) => {
        await window.mouse('move', x, y);
        await window.mouse('down', x, y);
      },
      move: ({ x, y }) => window.mouse('move', x, y),
      up: ({ x, y }) => window.mouse('up', x, y),
    };
  }

  #finger() {
    const { window } = this;
    return {
      down: ({ x, y }) => window.touch('start', [{ x, y, id: 1 }]),
      move: ({ x, y }) => window.touch('move', [{ x, y, id: 1 }]),
      up: () => window.touch('end', []),
    };
  }

  /** Two fingers; each step names both places. */
  async pinch(steps) {
    const points = ([a, b]) => [
      { ...a, id: 1 },
      { ...b, id: 2 },
    ];
    const [first, ...others] = steps;
    // Fingers never land in the same instant.
    await this.window.touch('start', points(first).slice(0, 1));
    await this.window.touch('start', points(first));
    for (const step of others) await this.window.touch('move', points(step));
    await this.window.touch('end', points(steps.at(-1)).slice(0, 1));
    await this.window.touch('end', []);
  }
}

/** A page or a frame of it. */
export class Pane {
  constructor(screen, hops) {
    this.screen = screen;
    this.hops = hops;
  }

  frame(selector) {
    return new Pane(this.screen, [...this.hops, selector]);
  }

  evaluate(fn, arg) {
    return this.screen.window.evaluate(this.hops, fn, arg);
  }

  until(what, fn, arg, patience) {
    const where = [this.screen.name, ...this.hops].join(' > ');
    return until(`${where}: ${what}`, () => this.evaluate(fn, arg), patience);
  }

  /** Whether there is such an element on screen. */
  shows(selector, patience) {
    return this.until(`shows ${selector}`, look, [selector, 'shown'], patience);
  }

  /** Waits until there is no such element. */
  lacks(selector, patience) {
    const absent = (one) => !document.querySelector(one);
    return this.until(`no longer shows ${selector}`, absent, selector, patience);
  }

  attribute(selector, name) {
    return this.evaluate(
      ([one, which]) => document.querySelector(one)?.getAttribute(which) ?? null,
      [selector, name],
    );
  }

  /** The place of an element in the window. */
  async box(selector) {
    const box = await this.evaluate(look, [selector, 'box']);
    if (!box) throw new Error(`${this.screen.name} has no ${selector}`);
    let { x, y } = box;
    for (let depth = this.hops.length; depth > 0; depth -= 1) {
      const parent = this.hops.slice(0, depth - 1);
      const outer = await this.screen.window.evaluate(parent, look, [this.hops[depth - 1], 'box']);
      if (!outer) throw new Error(`${this.screen.name} has no frame ${this.hops[depth - 1]}`);
      x += outer.x + outer.left;
      y += outer.y + outer.top;
    }
    return { ...box, x, y };
  }

  /** The place of an element that has stopped moving. */
  async stillBox(selector) {
    await this.shows(selector);
    let last = null;
    return until(`${this.screen.name}: ${selector} stands still`, async () => {
      const box = await this.box(selector);
      const same = last && ['x', 'y', 'width', 'height'].every((side) => box[side] === last[side]);
      last = box;
      return same ? box : null;
    });
  }

  /** Presses the middle of an element that nothing covers. */
  async click(selector) {
    await this.shows(selector);
    await this.evaluate(look, [selector, 'approach']);
    const box = await this.stillBox(selector);
    await this.until(`${selector} is not covered`, look, [selector, 'free']);
    await this.screen.press(box.x + box.width / 2, box.y + box.height / 2);
  }

  /** Puts the focus into a field and writes. */
  async write(selector, text) {
    await this.click(selector);
    // A busy page takes a touch later than the browser takes the next command.
    await this.until(`${selector} has the focus`, hasFocus, selector);
    await this.screen.text(text);
  }
}

function hasFocus(selector) {
  return document.activeElement === document.querySelector(selector);
}

/** What is known about an element, by the names in `wanted`; null when there is none. */
function look([selector, wanted]) {
  let root = document;
  let element = null;
  for (const part of selector.split(' >>> ')) {
    element = root?.querySelector(part) ?? null;
    root = element?.shadowRoot ?? null;
  }
  if (!element) return null;
  if (wanted === 'approach') element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const { x, y, width, height } = element.getBoundingClientRect();
  if (wanted === 'shown') {
    const { visibility, display } = getComputedStyle(element);
    return width > 0 && height > 0 && visibility === 'visible' && display !== 'none';
  }
  if (wanted === 'free') {
    const hit = element.getRootNode().elementFromPoint(x + width / 2, y + height / 2);
    return hit !== null && (element.contains(hit) || hit.contains(element));
  }
  return { x, y, width, height, left: element.clientLeft, top: element.clientTop };
}
