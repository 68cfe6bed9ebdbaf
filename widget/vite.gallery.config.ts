/**
 * @file Builds the gallery, which shows every view in every state to tests and to whoever designs.
 * It is no part of `dist/`: nobody but us ever loads it.
 */

import { defineConfig } from 'vite';

export default defineConfig({
  base: '/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist-gallery',
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: new URL('gallery.html', import.meta.url).pathname },
  },
});
