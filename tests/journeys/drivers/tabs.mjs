/**
 * @file Chromium with tabs as people have them, behind the seam that `screen.mjs` describes, by
 * puppeteer-core: of several tabs one is in front and the others are hidden, a hidden one can be
 * put to sleep, and a page that was left waits in the browser's cache of pages. The driver of
 * `chromium.mjs` shows every page as if it were in front, and its frames do not come back from
 * that cache.
 */

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from '../packages.mjs';
import { findDeep } from './deep.mjs';

const puppeteer = await load('puppeteer-core');

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** One browser of one person; each `open` gives a tab of it, the last one in front. */
export async function launchTabs({ width, height, proxy, language = 'en-GB' }) {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));
  if (!executablePath) throw new Error(`no Chromium at ${PLACES.join(', ')}; set CHROMIUM`);
  const profile = await mkdtemp(join(tmpdir(), 'vitrine-profile-'));
  const browser = await puppeteer.launch({
    executablePath,
    headless: true,
    userDataDir: profile,
    defaultViewport: { width, height },
    args: [
      // Its own sandbox does not work for root, as which containers run.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--force-color-profile=srgb',
      '--disable-lcd-text',
      `--lang=${language}`,
      ...(proxy ? [`--proxy-server=socks5://${proxy}`, '--proxy-bypass-list=<-loopback>'] : []),
    ],
    // Two things that people have: a cache of the pages they left, and storage for frames of
    // other sites.
    ignoreDefaultArgs: ['--disable-back-forward-cache', '--disable-features'],
  });
  const [blank] = await browser.pages();
  /** Brings the empty first tab to the front: all others are hidden. */
  const lookAway = () => blank.bringToFront();
  return {
    name: 'chromium with tabs',
    touches: false,
    open: async (options = {}) => tab(browser, await browser.newPage(), lookAway, options),
    close: async () => {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    },
    lookAway,
  };
}

async function tab(browser, page, lookAway, { script }) {
  if (script) await page.evaluateOnNewDocument(script);
  const problems = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (!['error', 'warn'].includes(message.type())) return;
    problems.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  const own = await page.createCDPSession();
  const root = await browser.target().createCDPSession();
  const sessions = new Map();

  /** What speaks with a frame of another site: it has a process of its own, named as the frame. */
  async function sessionAt(hops) {
    if (hops.length === 0) return own;
    const outer = await sessionAt(hops.slice(0, -1));
    const expression = `(${findDeep})(${JSON.stringify(hops.at(-1))})`;
    const { result } = await outer.send('Runtime.evaluate', { expression });
    const found = result.objectId
      ? await outer.send('DOM.describeNode', { objectId: result.objectId })
      : null;
    const targetId = found?.node.frameId;
    if (!targetId) throw new Error(`there is no frame ${hops.join(' | ')}`);
    if (!sessions.has(targetId)) {
      const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: true });
      const session = root.connection()?.session(sessionId);
      if (!session) throw new Error(`the frame ${hops.join(' | ')} is gone`);
      sessions.set(targetId, session);
    }
    return sessions.get(targetId);
  }

  return {
    problems,
    goto: (url) => page.goto(url, { waitUntil: 'load' }),
    reload: () => page.reload({ waitUntil: 'load' }),
    evaluate: async (hops, fn, arg) => {
      const session = await sessionAt(hops);
      const given = arg === undefined ? '' : JSON.stringify(arg);
      const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
        expression: `(${fn})(${given})`,
        awaitPromise: true,
        returnByValue: true,
      });
      if (!exceptionDetails) return result.value;
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    },
    mouse: async (kind, x, y) => {
      if (kind === 'move') await page.mouse.move(x, y);
      else await page.mouse[kind]();
    },
    wheel: (_x, _y, dy) => page.mouse.wheel({ deltaY: dy }),
    key: (kind, key) => page.keyboard[kind](key),
    text: (text) => page.keyboard.sendCharacter(text),
    screenshot: async (clip) => Buffer.from(await page.screenshot(clip ? { clip } : {})),
    /** In front of the other tabs. */
    front: () => page.bringToFront(),
    /** Hidden, and no script runs until it is woken. */
    sleep: async () => {
      await lookAway();
      await own.send('Page.setWebLifecycleState', { state: 'frozen' });
    },
    wake: async () => {
      await own.send('Page.setWebLifecycleState', { state: 'active' });
      await page.bringToFront();
    },
    /** One page back in the history of this tab. */
    back: () => own.send('Runtime.evaluate', { expression: 'history.back()' }),
    close: () => page.close(),
  };
}
