/** @file Builds `dist/widget.js`, the one file a shop includes: a classic script without chunks. */

import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist',
    // The pages are already there; see `build` in package.json.
    emptyOutDir: false,
    target: 'es2020',
    // For older browsers logical sides would be guessed from the language, not from `dir`.
    cssTarget: 'es2022',
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: new URL('src/embed/loader.ts', import.meta.url).pathname,
      output: { format: 'iife', entryFileNames: 'widget.js', codeSplitting: false },
    },
  },
});
