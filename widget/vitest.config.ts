/** @file Unit tests of the front end; a file that touches the page says `@vitest-environment happy-dom`. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    // One test reads the tokens; other style sheets are of no interest here.
    css: { include: /tokens\.css/ },
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'],
    environment: 'node',
    restoreMocks: true,
  },
});
