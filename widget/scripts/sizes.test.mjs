/** @file What counts as first load, as stage and as the whole of a page. */

import { expect, test } from 'vitest';
import { firstLoad, lazyBelow, wholeLoad } from './sizes.mjs';

const manifest = {
  'panel.html': {
    file: 'panel.js',
    css: ['panel.css'],
    imports: ['_shared.js'],
    dynamicImports: ['src/coview/stage.tsx', 'src/i18n/es.ts'],
  },
  '_shared.js': { file: 'shared.js', imports: ['panel.html'] },
  'src/coview/stage.tsx': { file: 'stage.js', css: ['stage.css'], imports: ['_shared.js'] },
  'src/i18n/es.ts': { file: 'es.js' },
};

test('the first load has styles and shared chunks, but nothing lazy, and ends on a cycle', () => {
  expect([...firstLoad(manifest, 'panel.html')]).toEqual(['panel.js', 'panel.css', 'shared.js']);
});

test('the whole load has the lazy chunks too', () => {
  const whole = wholeLoad(manifest, 'panel.html');
  expect(whole.has('stage.css')).toBe(true);
  expect(whole.has('es.js')).toBe(true);
});

test('the whole load can leave out what comes later still', () => {
  const whole = wholeLoad(manifest, 'panel.html', 'src/coview/');
  expect(whole.has('stage.css')).toBe(false);
  expect(whole.has('es.js')).toBe(true);
});

test('lazy chunks are told apart by the folder they come from', () => {
  expect(lazyBelow(manifest, 'panel.html', 'src/coview/')).toEqual(['src/coview/stage.tsx']);
});

test('a page that is not in the manifest is an error, not zero bytes', () => {
  expect(() => firstLoad(manifest, 'gone.html')).toThrow('gone.html');
});
