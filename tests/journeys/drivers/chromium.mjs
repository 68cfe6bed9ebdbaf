/** @file Chromium behind the seam that `screen.mjs` describes, by playwright-core. */

import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from '../packages.mjs';
import { findDeep } from './deep.mjs';

const { chromium } = await load('playwright-core');

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * Gives windows that share nothing: each is a browser of its own with a fresh profile. Not an
 * incognito window, as playwright's contexts are: those refuse storage to frames of other sites,
 * which the panel is on every shop.
 */
export async function launch() {
  const executablePath = process.env.CHROMIUM ?? PLACES.find((path) => existsSync(path));
  if (!executablePath) throw new Error(`no Chromium at ${PLACES.join(', ')}; set CHROMIUM`);
  return {
    name: 'chromium',
    touches: true,
    open: (options) => open(executablePath, options),
    close: async () => {},
  };
}

async function open(executablePath, options) {
  const { width, height, density = 1, touch = false, proxy, language = 'en-GB' } = options;
  const profile = await mkdtemp(join(tmpdir(), 'vitrine-profile-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: [
      // Its own sandbox does not work for root, as which containers run.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      // With an emulated density alone, some touches reach a frame of another site at places
      // divided by it.
      `--force-device-scale-factor=${density}`,
      // A screenshot must have the colours that were painted.
      '--force-color-profile=srgb',
      '--disable-lcd-text',
      // Replaces playwright's list, which has partitioned storage in it: people have that. A page
      // that a test answers for comes from no network and could not load from this machine.
      '--disable-features=Translate,MediaRouter,PaintHolding,LocalNetworkAccessChecks',
    ],
    viewport: { width, height },
    deviceScaleFactor: density,
    hasTouch: touch,
    isMobile: touch,
    locale: language,
    reducedMotion: options.still ? 'reduce' : 'no-preference',
    ...(proxy ? { proxy: { server: `socks5://${proxy}`, bypass: '<-loopback>' } } : {}),
  });
  if (options.answer) await context.route(options.answer.path, options.answer.handle);
  if (options.script) await context.addInitScript(options.script);
  const page = context.pages()[0] ?? (await context.newPage());
  const problems = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return;
    problems.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  let devtools = null;
  const frames = new Map();

  async function frameAt(hops) {
    if (hops.length === 0) return page.mainFrame();
    const key = hops.join(' | ');
    const known = frames.get(key);
    if (known && !known.isDetached()) return known;
    const parent = await frameAt(hops.slice(0, -1));
    const handle = await parent.evaluateHandle(findDeep, hops.at(-1));
    const frame = await handle.asElement()?.contentFrame();
    if (!frame) throw new Error(`there is no frame ${key}`);
    frames.set(key, frame);
    return frame;
  }

  return {
    problems,
    goto: (url) => page.goto(url, { waitUntil: 'load' }),
    reload: () => page.reload({ waitUntil: 'load' }),
    evaluate: async (hops, fn, arg) => (await frameAt(hops)).evaluate(fn, arg),
    mouse: async (kind, x, y) => {
      if (kind === 'move') await page.mouse.move(x, y);
      else await page.mouse[kind]();
    },
    wheel: (_x, _y, dy) => page.mouse.wheel(0, dy),
    key: (kind, key) => page.keyboard[kind](key),
    text: (text) => page.keyboard.insertText(text),
    touch: async (kind, points) => {
      devtools ??= await context.newCDPSession(page);
      const type = { start: 'touchStart', move: 'touchMove', end: 'touchEnd' }[kind];
      await devtools.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    },
    resize: (size) => page.setViewportSize(size),
    screenshot: (clip) => page.screenshot(clip ? { clip, scale: 'device' } : {}),
    /** What all of the browser's processes did while `run` ran, as its own tracing has it. */
    trace: async (categories, run) => {
      const session = await context.newCDPSession(page);
      const events = [];
      session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
      const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
      const traceConfig = { includedCategories: categories, excludedCategories: ['*'] };
      await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
      await run();
      await session.send('Tracing.end');
      await complete;
      await session.detach();
      return events;
    },
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
