/** @file Unit tests of the front end; a file that touches the page says `@vitest-environment happy-dom`. */

import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.mjs'],
    environment: 'node',
    restoreMocks: true,
  },
});
