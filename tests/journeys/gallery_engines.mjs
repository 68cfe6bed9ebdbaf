/**
 * @file `node tests/journeys/gallery_engines.mjs ENGINE [STATE…]`: photographs every view in every
 * state once at a desk and once as narrow as a phone, in any engine, and fails on what
 * `gallery_faults.mjs` finds. `gallery.mjs` looks at more, in Chromium alone.
 *
 * The built gallery is in `VITRINE_GALLERY`; the pictures go to `VITRINE_PHOTOGRAPHS`.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFaults } from './gallery_faults.mjs';
import { serveGallery } from './gallery_site.mjs';
import { until } from './screen.mjs';

const SIZES = [
  { width: 1440, height: 900 },
  // The narrowest window that all engines can have.
  { width: 480, height: 844 },
];

const [engine, ...wanted] = process.argv.slice(2);
const pictures = process.env.VITRINE_PHOTOGRAPHS;
if (!engine || !pictures) {
  console.error('VITRINE_PHOTOGRAPHS=FOLDER node tests/journeys/gallery_engines.mjs ENGINE');
  process.exit(2);
}
await mkdir(pictures, { recursive: true });
const { launch } = await import(`./drivers/${engine}.mjs`);
const { server, address } = await serveGallery();
const from = Date.now();
const browser = await launch();
const faults = [];
let photographs = 0;
for (const size of SIZES) {
  const window = await browser.open(size);
  try {
    await window.goto(address);
    const all = await window.evaluate([], () =>
      [...document.querySelectorAll('a')].map((one) => one.textContent),
    );
    const states = wanted.length > 0 ? all.filter((name) => wanted.includes(name)) : all;
    if (states.length === 0) throw new Error('the gallery has no such state');
    for (const name of states) {
      const found = await photograph(window, name, size).catch((error) => [error.message]);
      faults.push(...found.map((words) => `${name} ${size.width}: ${words}`));
      photographs += 1;
    }
  } finally {
    await window.close();
  }
}
await browser.close();
server.close();
for (const fault of new Set(faults)) console.log(`FAULT ${fault}`);
const seconds = ((Date.now() - from) / 1000).toFixed(1);
console.log(`${engine}: ${photographs} photographs, ${faults.length} faults, ${seconds} s`);
process.exit(faults.length === 0 ? 0 : 1);

/** One picture of one state; what is wrong with it. */
async function photograph(window, name, { width }) {
  await window.goto(`${address}?lang=en&state=${name}`);
  const hops = name.startsWith('panel/') ? ['iframe'] : [];
  const told = await until(`${name} says that it is drawn`, () =>
    window.evaluate(hops, () => document.documentElement.dataset.gallery ?? null),
  );
  if (told !== 'ready') return [told];
  const found = await window.evaluate(hops, findFaults, { touch: false, pseudo: false });
  const file = `${engine}-${name.replaceAll('/', '-')}.${width}.png`;
  await writeFile(join(pictures, file), await window.screenshot());
  return found;
}
