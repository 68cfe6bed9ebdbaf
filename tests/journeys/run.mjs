/**
 * @file `node tests/journeys/run.mjs ENGINE [NAME…]`: the journeys in a real browser, against the
 * server in `VITRINE_BIN`. One line a journey, the last line counts them. Screenshots, also of the
 * moment of a failure, go to `VITRINE_ARTIFACTS` or `target/journeys`.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ENGINES = {
  chromium: [
    'look_together',
    'whole_stage',
    'show_a_photo',
    'deep_zoom',
    'night',
    'night_mail',
    'demo_story',
    'keyboard_only',
    'hostile_host',
    'script_injection',
    'storage_blocked',
    'short',
  ],
  firefox: ['short'],
  webkit: ['short'],
};
const TARGET = fileURLToPath(new URL('../../target/journeys', import.meta.url));

const [engine, ...wanted] = process.argv.slice(2);
const all = ENGINES[engine];
if (!all) {
  console.error(`node tests/journeys/run.mjs ${Object.keys(ENGINES).join('|')} [NAME…]`);
  process.exit(2);
}
const folder = process.env.VITRINE_ARTIFACTS ?? TARGET;
await mkdir(folder, { recursive: true });
const { launch } = await import(`./drivers/${engine}.mjs`);

let passed = 0;
let failed = 0;
for (const name of wanted.length > 0 ? wanted : all) {
  const from = Date.now();
  const fault = await run(name);
  const seconds = ((Date.now() - from) / 1000).toFixed(1);
  if (fault === null) passed += 1;
  else failed += 1;
  console.log(`${fault === null ? 'ok    ' : 'FAILED'} ${engine} ${name} (${seconds} s)`);
  if (fault !== null) console.log(fault.replace(/^/gm, '    '));
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** Runs one; gives what went wrong, or null. */
async function run(name) {
  const ends = [];
  const screens = [];
  let step = 'beginning';
  const journey = {
    /** A browser whose windows close with the journey. */
    launch: async () => {
      const browser = await launch();
      ends.push(() => browser.close());
      const open = async (options) => {
        const window = await browser.open(options);
        ends.push(() => window.close());
        return window;
      };
      return { ...browser, open };
    },
    /** Calls this at the end, the last one first. */
    finally: (end) => ends.push(end),
    watch: (...persons) => screens.push(...persons.map((one) => one.screen ?? one)),
    step: (words) => {
      step = words;
      if (process.env.VITRINE_TRACE) console.log(`  ${name}: ${words}`);
    },
    /** Keeps a picture for the record. */
    picture: async (screen, words) => {
      const file = `${engine}-${name}-${screen.name}-${words}.png`;
      await writeFile(join(folder, file), await screen.window.screenshot());
    },
    /** A proof whose failure should not hide what comes after it. */
    also: (proof) =>
      proof.catch((error) => {
        faults.push(`while ${step}:\n${error.message}`);
      }),
    note: (words) => console.log(`       ${words}`),
  };
  const faults = [];
  try {
    const { play } = await import(`./${name}.mjs`);
    await play(journey);
  } catch (error) {
    faults.push(`while ${step}:\n${error.stack ?? error}`);
    for (const screen of screens) {
      await journey.picture(screen, 'failed').catch(() => undefined);
      const { problems } = screen.window;
      if (problems.length > 0) faults.push(`${screen.name} complained:\n${problems.join('\n')}`);
    }
  }
  for (const end of ends.reverse()) await end().catch((error) => console.log(String(error)));
  return faults.length > 0 ? faults.join('\n') : null;
}
