/**
 * @file The proof that everybody ends with the same: the same words in the same order, the same
 * marks at the same places, the same picture and the same view of it.
 */

import { sameView } from './same_pixels.mjs';
import { until } from './screen.mjs';

/** What a page shows of a conversation, without what belongs to its side alone. */
function shown() {
  const rows = [...document.querySelectorAll('[data-testid="message"]')];
  const words = rows.map((row) => [
    row.querySelector('.bubble')?.textContent ?? '',
    row.dataset.state,
  ]);
  const { marks = '[]', item = '' } = document.querySelector('.cv-picture')?.dataset ?? {};
  const kept = JSON.parse(marks).map(({ tool, number, kept, at }) => [tool, number, kept, at]);
  return JSON.stringify({ words, item, kept });
}

/**
 * Waits until all these persons' pages show the same and nothing of it is on its way; gives what
 * that is. `stages` are their stages, as far as one is to be compared.
 */
export async function provesAlike(what, persons, stages) {
  const found = await until(`all show the same ${what}`, async () => {
    const all = await Promise.all(persons.map(({ pane }) => pane.evaluate(shown)));
    const [first] = all;
    if (all.every((one) => one === first) && !/"pending"|"failed"|,false,/.test(first))
      return first;
    throw new Error(all.map((one, at) => `${persons[at].screen.name}: ${one}`).join('\n'));
  });
  const [leading, ...others] = stages;
  for (const other of others) await sameView(leading, other);
  return JSON.parse(found);
}
