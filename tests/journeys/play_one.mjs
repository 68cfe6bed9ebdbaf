/** @file Plays one journey: its browsers, its steps, its screenshots, and what went wrong. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Plays one; `fault` is null when all went well. */
export async function playOne(name, { engine, folder, launch }) {
  const ends = [];
  const screens = [];
  const faults = [];
  const notes = [];
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
    note: (words) => notes.push(words),
  };
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
  for (const end of ends.reverse()) await end().catch((error) => notes.push(String(error)));
  return { fault: faults.length > 0 ? faults.join('\n') : null, notes };
}
