/**
 * @file `node tests/journeys/gallery.mjs [STATE…]`: photographs every view in every state, in both
 * themes, three sizes and several languages, and fails on what `gallery_faults.mjs` finds.
 *
 * The built gallery is in `VITRINE_GALLERY`; the pictures go to `VITRINE_PHOTOGRAPHS`.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { axeSource, findFaults, runAxe } from './gallery_faults.mjs';
import { launchForGallery, serveGallery } from './gallery_site.mjs';

const DESK = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
];
const PHONE = [{ width: 390, height: 844 }];
const THEMES = ['light', 'dark'];
const OTHERS = ['es', 'ru', 'x-rtl'];
/** Two cores: more pages at once only wait for each other. */
const HANDS = 3;
const SHOT = { format: 'png', optimizeForSpeed: true };
const READY_MS = 20_000;
const pictures = process.env.VITRINE_PHOTOGRAPHS;
if (!pictures) throw new Error('VITRINE_PHOTOGRAPHS says where the pictures go');
await mkdir(pictures, { recursive: true });

/** The photographs to take, one entry for each page that has to be loaded. */
function plan(states) {
  const shots = [];
  for (const { name, main } of states) {
    for (const touch of [false, true]) {
      shots.push({ name, language: 'en', touch, themes: THEMES });
      if (!main) continue;
      for (const language of OTHERS) shots.push({ name, language, touch, themes: ['light'] });
    }
  }
  return shots;
}

async function photograph({ page, devtools }, address, { name, language, touch, themes }) {
  const faults = [];
  const complain = (where) => (words) => faults.push(`${where}: ${words}`);
  const heard = [];
  const listen = (message) => {
    if (['error', 'warning'].includes(message.type())) heard.push(message.text());
  };
  const fail = (error) => heard.push(error.message);
  page.on('console', listen);
  page.on('pageerror', fail);
  const sizes = touch ? PHONE : DESK;
  await page.setViewportSize(sizes[0]);
  await page.emulateMedia({ colorScheme: themes[0], reducedMotion: 'reduce' });
  await page.goto(`${address}?lang=${language}&state=${name}`, { waitUntil: 'commit' });
  const told = () => document.documentElement.dataset.gallery ?? null;
  const inner = name.startsWith('panel/') ? await frameOf(page) : page.mainFrame();
  await inner.waitForFunction(told, null, { timeout: READY_MS });
  const state = await inner.evaluate(told);
  if (state !== 'ready') complain('state')(state);
  if (language === 'en') await inner.evaluate(axeSource);
  for (const theme of themes) {
    for (const { width, height } of sizes) {
      const where = `${language} ${theme} ${width}`;
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await inner.evaluate(settle);
      const pseudo = language === 'x-rtl';
      (await inner.evaluate(findFaults, { touch, pseudo })).forEach(complain(where));
      // Size changes no colour and no name: two looks at a desk and one at a phone see them all.
      if (language === 'en' && width !== 1024 && !(touch && theme === 'dark')) {
        (await inner.evaluate(runAxe)).forEach(complain(where));
      }
      const file = `${name.replaceAll('/', '-')}.${language}.${theme}.${width}.png`;
      // Playwright's own waits for what `settle` has waited for already.
      const { data } = await devtools.send('Page.captureScreenshot', SHOT);
      await writeFile(join(pictures, file), data, 'base64');
    }
  }
  page.off('console', listen);
  page.off('pageerror', fail);
  heard.forEach(complain('console'));
  return [...new Set(faults)].map((words) => `${name}: ${words}`);
}

async function frameOf(page) {
  const element = await page.waitForSelector('iframe', { timeout: READY_MS });
  return element.contentFrame();
}

/** Two frames and no movement: what was resized or recoloured has been laid out and painted. */
function settle() {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const still = () => {
    for (const one of document.getAnimations()) {
      // What goes round for ever, such as a skeleton's shimmer, has no end to be brought to.
      if (one.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) one.finish();
    }
  };
  return frame().then(still).then(frame).then(still);
}

const { server, address } = await serveGallery();
const browser = await launchForGallery();
const from = Date.now();
const index = await browser.newPage();
await index.goto(address);
const all = await index.evaluate(() =>
  [...document.querySelectorAll('a')].map((one) => ({
    name: one.textContent,
    main: one.dataset.main === 'true',
  })),
);
await index.close();
const wanted = process.argv.slice(2);
const states = wanted.length > 0 ? all.filter((one) => wanted.includes(one.name)) : all;
if (states.length === 0) throw new Error('the gallery has no such state');
const shots = plan(states);
const faults = [];
let next = 0;

async function work() {
  const pages = new Map();
  for (const touch of [false, true]) {
    const context = await browser.newContext({ hasTouch: touch, isMobile: touch });
    const page = await context.newPage();
    pages.set(touch, { page, devtools: await context.newCDPSession(page) });
  }
  for (let shot = shots[next++]; shot; shot = shots[next++]) {
    const found = await photograph(pages.get(shot.touch), address, shot).catch((error) => [
      `${shot.name}: ${shot.language}: ${error.message}`,
    ]);
    faults.push(...found);
  }
}

await Promise.all(Array.from({ length: HANDS }, work));
await browser.close();
server.close();
const seconds = ((Date.now() - from) / 1000).toFixed(1);
for (const fault of faults.sort()) console.log(`FAULT ${fault}`);
console.log(
  `${states.length} states, ${shots.length} pages, ${faults.length} faults, ${seconds} s`,
);
process.exit(faults.length === 0 ? 0 : 1);
