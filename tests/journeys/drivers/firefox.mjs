/** @file Firefox behind the seam that `screen.mjs` describes, by puppeteer-core and WebDriver BiDi. */

import { existsSync } from 'node:fs';
import { load } from '../packages.mjs';
import { findDeep } from './deep.mjs';

const puppeteer = await load('puppeteer-core');

const PLACES = ['/usr/bin/firefox-esr', '/usr/bin/firefox'];
const KEYS = { Enter: 'Enter', Escape: 'Escape', Tab: 'Tab' };

/** Each window is a browser of its own: in a tab that is not in front nothing is painted. */
export async function launch() {
  const executablePath = process.env.FIREFOX ?? PLACES.find((path) => existsSync(path));
  if (!executablePath) throw new Error(`no Firefox at ${PLACES.join(', ')}; set FIREFOX`);
  return {
    name: 'firefox',
    touches: false,
    open: (options) => open(executablePath, options),
    close: async () => {},
  };
}

async function open(executablePath, { width, height, density = 1 }) {
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    timeout: 60_000,
    protocolTimeout: 60_000,
    args: [`--width=${width}`, `--height=${height}`],
    extraPrefsFirefox: {
      'intl.accept_languages': 'en-GB, en',
      // Nothing from home while a test runs.
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
    },
  });
  const [page] = await browser.pages();
  await page.setViewport({ width, height, deviceScaleFactor: density });
  const problems = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`error: ${message.text()}`);
  });

  async function frameAt(hops) {
    if (hops.length === 0) return page.mainFrame();
    const parent = await frameAt(hops.slice(0, -1));
    const handle = await parent.evaluateHandle(findDeep, hops.at(-1));
    const frame = await handle.asElement()?.contentFrame();
    if (!frame) throw new Error(`there is no frame ${hops.join(' | ')}`);
    return frame;
  }

  return {
    problems,
    goto: (url) => page.goto(url, { waitUntil: 'load', timeout: 60_000 }),
    reload: () => page.reload({ waitUntil: 'load', timeout: 60_000 }),
    evaluate: async (hops, fn, arg) => (await frameAt(hops)).evaluate(fn, arg),
    mouse: async (kind, x, y) => {
      if (kind === 'move') await page.mouse.move(x, y);
      else await page.mouse[kind]();
    },
    wheel: (_x, _y, dy) => page.mouse.wheel({ deltaY: dy }),
    key: (kind, key) => page.keyboard[kind](KEYS[key] ?? key),
    text: (text) => page.keyboard.type(text),
    resize: (size) => page.setViewport({ ...size, deviceScaleFactor: density }),
    screenshot: async (clip) => Buffer.from(await page.screenshot(clip ? { clip } : {})),
    close: () => browser.close(),
  };
}
