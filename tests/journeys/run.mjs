/**
 * @file `node tests/journeys/run.mjs ENGINE [NAME…]`: the journeys in a real browser, against the
 * server in `VITRINE_BIN`. One line a journey, the last line counts them. Screenshots, also of the
 * moment of a failure, go to `VITRINE_ARTIFACTS` or `target/journeys`.
 *
 * Two are played at once, because most of a journey is waiting. One that fails beside another is
 * played again alone: what a busy machine broke holds then, and a fault of ours fails again. Both
 * failures are printed.
 */

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { playOne } from './play_one.mjs';

/**
 * Played when none is named. `video` is played by its name alone: on a busy machine a film that was
 * set going again sometimes rests a moment later, and who pauses it is not found yet.
 */
const ENGINES = {
  chromium: [
    'look_together',
    'whole_stage',
    'show_a_photo',
    'products',
    'deep_zoom',
    'night',
    'night_mail',
    'second_device',
    'saved_answers',
    'demo_story',
    'keyboard_only',
    'hostile_host',
    'script_injection',
    'storage_blocked',
    'gone_and_back',
    'many_tabs',
    'invitation',
    'covered_pixels',
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

/** Journeys at once; only Chromium can be started twice without one knowing of the other. */
const AT_ONCE = engine === 'chromium' ? 2 : 1;

const waiting = [...(wanted.length > 0 ? wanted : all)];
const names = waiting.length;
const alone = AT_ONCE === 1 || names === 1;
const again = [];
await Promise.all(Array.from({ length: alone ? 1 : AT_ONCE }, playWaiting));
let failed = alone ? again.length : 0;
if (!alone) {
  for (const name of again) {
    if (!(await play(name, 'alone'))) failed += 1;
  }
}
const second = again.length - failed;
const only = second > 0 ? `, ${second} of them only alone` : '';
console.log(`${names - failed} passed${only}, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

async function playWaiting() {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    if (!(await play(name, ''))) again.push(name);
  }
}

/** Plays one and prints how it went; whether it passed. */
async function play(name, how) {
  const from = Date.now();
  const { fault, notes } = await playOne(name, { engine, folder, launch });
  const seconds = ((Date.now() - from) / 1000).toFixed(1);
  const words = [engine, name, how].filter(Boolean).join(' ');
  for (const note of notes) console.log(`       ${note}`);
  console.log(`${fault === null ? 'ok    ' : 'FAILED'} ${words} (${seconds} s)`);
  if (fault !== null) console.log(fault.replace(/^/gm, '    '));
  return fault === null;
}
