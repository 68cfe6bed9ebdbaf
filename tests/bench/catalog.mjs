/**
 * @file `node tests/bench/catalog.mjs --rows FILE [--quick]`: how long a feed of 100,000 items takes
 * to import beside a running service and with how much memory, and how soon a search is answered.
 *
 * The feed is made up by a seed: words of a shop with a long tail, variants, prices, a description
 * of some hundred letters. Appends one JSON object a line to FILE.
 */

import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary } from '../journeys/program.mjs';
import { get } from '../journeys/server.mjs';
import { memoryOf } from './processes.mjs';
import { startService } from './service.mjs';
import { beginSuite, quantile, rest } from './suite.mjs';

const { quick, write } = beginSuite('catalog');
const ITEMS = quick ? 20_000 : 100_000;
const QUESTIONS = quick ? 200 : 1_000;
/** Between two questions: one person may ask twenty times a second. */
const PAUSE_MS = 55;
const TARGETS = { importMs: 10_000, memoryMib: 100, searchMs: 20 };
const COLOURS = ['red', 'green', 'blue', 'black', 'white', 'sand', 'olive', 'grey'];
const KINDS = ['bag', 'belt', 'shoe', 'jacket', 'lamp', 'chair', 'bottle', 'notebook', 'sweater'];

let seed = 20_261_123;
/** Mulberry32: the same feed on every machine. */
function random() {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}
const pick = (all) => all[Math.floor(random() * all.length)];
const SYLLABLES = 'ba ce di fo gu la me ni po ru sa te vi zo kra ple stri'.split(' ');
const WORDS = Array.from({ length: 20_000 }, () =>
  Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(SYLLABLES)).join(''),
);
/** Few words are frequent and most are rare, as in a shop. */
const word = () => WORDS[Math.floor(random() ** 3 * WORDS.length)];

const folder = await mkdtemp(join(tmpdir(), 'vitrine-feed-'));
const feed = join(folder, 'feed.xml');
const service = await startService();
try {
  await writeFeed(feed);
  console.log(`a feed of ${ITEMS} items, ${Math.round((await stat(feed)).size / 2 ** 20)} MiB`);
  const first = await importFeed();
  write(`import of ${ITEMS} items beside the service`, first.ms, 'ms', {
    atMost: TARGETS.importMs,
  });
  write('the same, memory', first.mib, 'MiB', { atMost: TARGETS.memoryMib });
  write('the same feed once more', (await importFeed()).ms, 'ms');
  await search();
} finally {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
}

async function writeFeed(path) {
  const out = createWriteStream(path);
  const put = (text) => out.write(text) || new Promise((resolve) => out.once('drain', resolve));
  await put(
    '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>\n',
  );
  for (let n = 0; n < ITEMS; n += 1) await put(itemXml(n));
  await put('</channel></rss>\n');
  await new Promise((resolve) => out.end(resolve));
}

function itemXml(n) {
  const group = n % 3 === 0 ? '' : `<g:item_group_id>g${Math.floor(n / 5)}</g:item_group_id>`;
  const kind = pick(KINDS);
  const title = `${word()} ${word()} ${kind} ${pick(COLOURS)}`;
  const description = Array.from({ length: 60 }, word).join(' ');
  return `<item><g:id>${100_000 + n}</g:id><title>${title}</title>${group}
<link>https://shop.example/p/${n}</link><g:image_link>https://cdn.example/${n}.jpg</g:image_link>
<g:description>&lt;p&gt;${description}&lt;/p&gt;</g:description><g:brand>${WORDS[n % 400]}</g:brand>
<g:price>${(5 + random() * 200).toFixed(2)} EUR</g:price><g:availability>${n % 7 ? 'in stock' : 'out of stock'}</g:availability>
<g:product_type>${kind} &gt; ${WORDS[n % 60]}</g:product_type><g:gtin>${4_000_000_000_000 + n}</g:gtin><g:color>${pick(COLOURS)}</g:color></item>\n`;
}

/** Runs the import as a person would; time from start to end of its process, and its memory. */
async function importFeed() {
  const begun = performance.now();
  const child = spawn(binary(), ['catalog', 'import', feed, '--data', service.data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  let mib = 0;
  const look = setInterval(() => {
    mib = Math.max(mib, memoryOf(child.pid, 'VmHWM'));
  }, 20);
  const code = await new Promise((resolve) => child.on('exit', resolve));
  clearInterval(look);
  const ms = performance.now() - begun;
  console.log(said.trim());
  if (code !== 0) throw new Error(`the import ended with ${code}`);
  return { ms, mib };
}

/** What an agent types: one to three words, some of them only begun, some numbers. */
function question() {
  const kind = Math.floor(random() * 6);
  if (kind === 0) return String(100_000 + Math.floor(random() * ITEMS));
  if (kind === 1) return pick(KINDS).slice(0, 3);
  if (kind === 2) return `${word()} ${pick(KINDS)}s`;
  if (kind === 3) return `${pick(KINDS)} ${pick(COLOURS)} ${word().slice(0, 3)}`;
  if (kind === 4) return pick(KINDS);
  return word();
}

async function search() {
  const times = [];
  let found = 0;
  for (let n = 0; n < QUESTIONS; n += 1) {
    const path = `/v1/catalog/products?q=${encodeURIComponent(question())}`;
    const begun = performance.now();
    const answer = await get(service.origin, path, { Cookie: service.cookie });
    times.push(performance.now() - begun);
    if (JSON.parse(answer.body).total > 0) found += 1;
    await rest(PAUSE_MS);
  }
  if (found < QUESTIONS / 2) throw new Error(`only ${found} questions found something`);
  write('search over HTTP', quantile(times, 0.5), 'ms p50');
  write('the same', quantile(times, 0.95), 'ms p95', { atMost: TARGETS.searchMs });
}
