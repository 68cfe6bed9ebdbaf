/**
 * @file Builds what a shop includes, as classic scripts: first the two parts, under
 * names with their hashes, then the loader that knows these names and hashes. Beside `widget.js`
 * lies the same loader under its versioned name; `widget.json` says its hash for `integrity`.
 */

import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { build, defineConfig, type InlineConfig } from 'vite';

const PARTS = { panel: 'panel_frame.ts', visit: 'visit_part.ts' };

const dist = new URL('dist/', import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));

const integrityOf = (file: string) =>
  `sha256-${createHash('sha256')
    .update(readFileSync(dist + file))
    .digest('base64')}`;
const shortHash = (file: string) =>
  createHash('sha256')
    .update(readFileSync(dist + file))
    .digest('hex')
    .slice(0, 10);

function script(entry: string, file: string): InlineConfig {
  return {
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir: 'dist',
      // The pages are already there; see `build` in package.json.
      emptyOutDir: false,
      target: 'es2022',
      // For older browsers logical sides would be guessed from the language, not from `dir`.
      cssTarget: 'es2022',
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: {
        input: new URL(`src/embed/${entry}`, import.meta.url).pathname,
        output: { format: 'iife', entryFileNames: file, codeSplitting: false },
      },
    },
  };
}

export default defineConfig(async () => {
  const known: Record<string, [file: string, integrity: string]> = {};
  for (const [name, entry] of Object.entries(PARTS)) {
    await build(script(entry, 'widget-part.js'));
    const part = `widget-${name}-${shortHash('widget-part.js')}.js`;
    renameSync(`${dist}widget-part.js`, dist + part);
    known[name] = [part, integrityOf(part)];
  }
  return {
    ...script('loader.ts', 'widget.js'),
    define: { VITRINE_PARTS: JSON.stringify(known) },
    plugins: [
      {
        name: 'vitrine-versioned-loader',
        closeBundle: () => {
          const file = `widget-${version}-${shortHash('widget.js')}.js`;
          copyFileSync(`${dist}widget.js`, dist + file);
          const about = { version, file, integrity: integrityOf(file) };
          writeFileSync(`${dist}widget.json`, `${JSON.stringify(about, null, 2)}\n`);
          copyFileSync(new URL('src/embed/sdk.ts', import.meta.url).pathname, `${dist}sdk.d.ts`);
        },
      },
    ],
  };
});
