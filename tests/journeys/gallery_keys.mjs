/**
 * @file `node tests/journeys/gallery_keys.mjs`: the console by keyboard only, on the gallery: moving
 * through the list, replying, noting, the sheet of keys, the palette, settings and their dialogs.
 * Wherever the focus goes it is seen, and a dialog keeps it and gives it back.
 */

import assert from 'node:assert/strict';
import { launchForGallery, serveGallery } from './gallery_site.mjs';

/** More stops than this before the wanted one is no order. */
const MOST_STOPS = 60;
const PATIENCE_MS = 20_000;

const { server, address } = await serveGallery();
const browser = await launchForGallery();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.setDefaultTimeout(PATIENCE_MS);
await page.emulateMedia({ reducedMotion: 'reduce' });
const heard = [];
page.on('pageerror', (error) => heard.push(error.message));
let step = 'beginning';

async function open(state) {
  await page.goto(`${address}?state=${state}`);
  await page.waitForFunction(() => document.documentElement.dataset.gallery !== undefined);
}

const press = (key) => page.keyboard.press(key);
const picked = () =>
  page.locator('[data-testid="row"][aria-current]').getAttribute('data-conversation');

/** Waits until the page itself says so. */
const until = (fn, arg) => page.waitForFunction(fn, arg);

/** Presses Tab until the focus is on such an element; every stop on the way must be seen. */
async function tabTo(selector) {
  const stops = [];
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    const [there, seen, name] = await page.evaluate(look, selector);
    if (stop > 0 && name !== 'body') assert.ok(seen, `no ring around ${name}`);
    if (there) return;
    stops.push(name);
    await press('Tab');
  }
  throw new Error(`Tab does not reach ${selector}: ${stops.join(' → ')}`);
}

/** Whether the focus is on such an element, whether one sees it, and what it is. */
function look(selector) {
  const element = document.activeElement ?? document.body;
  const ringed = (one) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
  };
  // A field's ring is around the box it stands in.
  const around = element.closest('.field-box, .select-box, .composer, .switch, .palette-field');
  const seen =
    ringed(element) || (around !== null && (ringed(around) || around.matches(':focus-within')));
  const name = `${element.localName}.${element.className}`;
  return [element.matches(selector), seen, element === document.body ? 'body' : name];
}

async function play() {
  step = 'moving through the list';
  await open('console/thread');
  const first = await picked();
  await press('j');
  await until((id) => {
    const row = document.querySelector('[data-testid="row"][aria-current]');
    return row !== null && row.dataset.conversation !== id;
  }, first);
  await press('k');
  await until((id) => document.querySelector(`[data-conversation="${id}"][aria-current]`), first);

  step = 'reading the sheet of keys';
  await press('?');
  await until(() => document.querySelector('.key-sheet[open]')?.contains(document.activeElement));
  await press('Escape');
  await until(() => !document.querySelector('dialog[open]'));

  step = 'writing a note';
  await press('n');
  await until(() => document.activeElement?.dataset.testid === 'composer');
  await until(() => document.querySelector('[data-tab="note"][aria-selected="true"]'));
  await page.keyboard.insertText('Only for us');
  await press('Enter');
  await until(() =>
    document.querySelector('[data-testid="note"]')?.textContent.includes('Only for us'),
  );
  await press('Escape');

  step = 'replying';
  await press('/');
  await until(() => document.querySelector('[data-tab="reply"][aria-selected="true"]'));
  await page.keyboard.insertText('For you');
  await press('Enter');
  await until(() =>
    [...document.querySelectorAll('[data-testid="message"]')].some((one) =>
      one.textContent.includes('For you'),
    ),
  );
  await press('Escape');

  step = 'looking at the visitor';
  await press('i');
  await until(() => document.querySelector('[data-testid="context-pane"]'));
  await press('i');
  await until(() => !document.querySelector('[data-testid="context-pane"]'));

  step = 'choosing a tab of the list with arrows';
  await tabTo('.list-tabs [aria-selected="true"]');
  await press('ArrowLeft');
  await until(() => document.activeElement?.dataset.tab === 'unassigned');
  await until(() => document.querySelector('[data-tab="unassigned"][aria-selected="true"]'));

  step = 'going somewhere by the palette';
  await open('palette/open');
  await until(() => document.activeElement?.getAttribute('role') === 'combobox');
  await page.keyboard.insertText('team');
  await press('Enter');
  await until(() => document.querySelector('[data-testid="agent"]'));

  step = 'inviting somebody';
  await tabTo('[data-testid="invite"]');
  await press('Enter');
  await until(() => document.querySelector('dialog[open]')?.contains(document.activeElement));
  for (let stop = 0; stop < 12; stop += 1) {
    await press('Tab');
    // Between its last and first stop the browser's own bar has its turn.
    const within = await page.evaluate(() => {
      const { activeElement: at } = document;
      return at === document.body || document.querySelector('dialog[open]')?.contains(at);
    });
    assert.ok(within, 'the focus left the dialog');
  }
  await press('Escape');
  await until(() => document.activeElement?.dataset.testid === 'invite');

  step = 'going by two letters';
  await press('g');
  await press('s');
  await until(() => document.querySelector('[data-testid="site"]'));
  await press('g');
  await press('c');
  await until(() => document.querySelector('[data-testid="row"]'));
  assert.deepEqual(heard, [], 'the page failed');
}

let fault = null;
try {
  await play();
} catch (error) {
  fault = error;
  console.log(`FAILED while ${step}:\n${error.stack ?? error}`);
}
await browser.close();
server.close();
if (fault === null) console.log('the console works by keyboard');
process.exit(fault === null ? 0 : 1);
