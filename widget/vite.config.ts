/** @file Builds the three pages (panel, console, demo) into `dist/`; the loader has its own config. */

import { defineConfig } from 'vite';

const page = (name: string) => new URL(`${name}.html`, import.meta.url).pathname;

export default defineConfig({
  base: '/',
  // Everything is imported, so that it gets a hashed name and counts as an input of the build.
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Names are fixed for pages and hashed for what they load, so that `assets/` may be cached for ever.
    assetsDir: 'assets',
    // The pages run under `script-src 'self'; style-src 'self'`: nothing inline, no data URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // `scripts/sizes.mjs` reads the manifest to tell first load from lazy chunks.
    manifest: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { panel: page('panel'), console: page('console'), demo: page('demo') },
    },
  },
});
