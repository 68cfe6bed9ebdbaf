/**
 * @file Compares the built front end with its budgets (`sizes.json`, gzip bytes; 1 kB = 1000 bytes).
 *
 * Usage: node scripts/sizes.mjs [--rows FILE]; `--rows` appends JSON lines for the bench.
 * Looks at `dist/` or at what `VITRINE_DIST` names.
 */

import { appendFileSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

/**
 * One chunk of Vite's manifest.
 * @typedef {{ file: string, src?: string, css?: string[], assets?: string[],
 *   imports?: string[], dynamicImports?: string[] }} Chunk
 * @typedef {Record<string, Chunk>} Manifest
 */

const STAGE = 'src/coview/';
/** What plays videos comes with the first one that is shown, and has a budget of its own. */
const VIDEO = 'src/coview/video/';
const TEXTS = 'src/i18n/';
const STAGE_TEXTS = 'src/i18n/stage/';
const VIDEO_TEXTS = 'src/i18n/stage/video/';

/**
 * The files a browser loads when it starts at `key`, without lazy chunks.
 * @param {Manifest} manifest @param {string} key @param {Set<string>} [seen] @returns {Set<string>}
 */
export function firstLoad(manifest, key, seen = new Set()) {
  return walk(manifest, key, false, seen, new Set());
}

/**
 * The files everything below `key` can load, lazy chunks included but for those below `without`.
 * @param {Manifest} manifest @param {string} key @param {string | null} [without]
 * @returns {Set<string>}
 */
export function wholeLoad(manifest, key, without = null) {
  return walk(manifest, key, true, new Set(), new Set(), without);
}

/**
 * @param {Manifest} manifest @param {string} key @param {boolean} lazy
 * @param {Set<string>} files @param {Set<string>} visited @param {string | null} [without]
 * @returns {Set<string>}
 */
function walk(manifest, key, lazy, files, visited, without = null) {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`the manifest has no ${key}`);
  if (visited.has(key)) return files;
  visited.add(key);
  for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
  const later = (chunk.dynamicImports ?? []).filter(
    (one) => without === null || !one.startsWith(without),
  );
  const next = [...(chunk.imports ?? []), ...(lazy ? later : [])];
  for (const one of next) walk(manifest, one, lazy, files, visited, without);
  return files;
}

/**
 * The lazy chunks reachable from `key` whose source lies below `folder`.
 * @param {Manifest} manifest @param {string} key @param {string} folder @returns {string[]}
 */
export function lazyBelow(manifest, key, folder) {
  const found = new Set();
  const visited = new Set();
  const queue = [key];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (visited.has(at)) continue;
    visited.add(at);
    for (const one of manifest[at]?.dynamicImports ?? []) {
      if (one.startsWith(folder)) found.add(one);
    }
    queue.push(...(manifest[at]?.imports ?? []), ...(manifest[at]?.dynamicImports ?? []));
  }
  return [...found];
}

/** @param {string} dist @param {Iterable<string>} files */
function gzipBytes(dist, files) {
  let sum = 0;
  for (const file of files) sum += gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
  return sum;
}

/**
 * Measured gzip bytes for each budget.
 * @param {string} dist @returns {Record<string, number>}
 */
export function measure(dist) {
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
  const panel = firstLoad(manifest, 'panel.html').add('panel.html');
  // A visitor always loads one catalogue of texts; they are lazy, so the largest one counts.
  const catalogues = lazyBelow(manifest, 'panel.html', TEXTS);
  /** @param {(key: string) => boolean} which */
  const largest = (which) =>
    Math.max(
      0,
      ...catalogues
        .filter(which)
        .map((key) => gzipBytes(dist, difference(firstLoad(manifest, key), panel))),
    );
  const forVideo = (/** @type {string} */ key) => key.startsWith(VIDEO_TEXTS);
  const ofStage = (/** @type {string} */ key) => key.startsWith(STAGE_TEXTS) && !forVideo(key);
  const stages = lazyBelow(manifest, 'panel.html', STAGE);
  if (stages.length === 0) throw new Error(`no lazy chunk of the panel comes from ${STAGE}`);
  /** @type {Set<string>} */
  const stage = new Set();
  const films = stages.filter((key) => key.startsWith(VIDEO));
  const ofVideo = new Set(films.flatMap((key) => [...firstLoad(manifest, key)]));
  for (const key of difference(new Set(stages), new Set(films))) {
    for (const file of wholeLoad(manifest, key, VIDEO)) stage.add(file);
  }
  for (const key of catalogues) for (const file of firstLoad(manifest, key)) stage.delete(file);
  return {
    loader: gzipBytes(dist, ['widget.js']),
    panel: gzipBytes(dist, panel) + largest((key) => !key.startsWith(STAGE_TEXTS)),
    stage: gzipBytes(dist, difference(stage, panel)) + largest(ofStage),
    video: gzipBytes(dist, difference(difference(ofVideo, stage), panel)) + largest(forVideo),
    console: gzipBytes(dist, wholeLoad(manifest, 'console.html').add('console.html')),
  };
}

/** @param {Set<string>} all @param {Set<string>} without */
function difference(all, without) {
  return new Set([...all].filter((file) => !without.has(file)));
}

function main() {
  const widget = join(dirname(fileURLToPath(import.meta.url)), '..');
  const { values } = parseArgs({
    options: { rows: { type: 'string' }, quick: { type: 'boolean' } },
  });
  const sizes = measure(process.env['VITRINE_DIST'] || join(widget, 'dist'));
  /** @type {Record<string, number>} */
  const budgets = JSON.parse(readFileSync(join(widget, 'sizes.json'), 'utf8'));
  let over = 0;
  for (const [name, budget] of Object.entries(budgets)) {
    const bytes = sizes[name];
    if (bytes === undefined) throw new Error(`sizes.json names ${name}, which is not measured`);
    const met = bytes <= budget;
    if (!met) over += 1;
    const verdict = met ? 'ok' : 'OVER BUDGET';
    console.log(
      `${name.padEnd(8)} ${String(bytes).padStart(7)} of ${budget} bytes gzip  ${verdict}`,
    );
    if (values.rows) {
      const row = { suite: 'sizes', name, value: bytes / 1000, unit: 'kB gzip' };
      const rest = { peer: null, ratio: null, target: budget / 1000, met };
      appendFileSync(values.rows, `${JSON.stringify({ ...row, ...rest })}\n`);
    }
  }
  process.exitCode = over === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
