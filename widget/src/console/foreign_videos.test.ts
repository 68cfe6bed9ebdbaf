/** @file Which addresses are videos of somebody else's player. */

import { expect, test } from 'vitest';
import { videoAt } from './foreign_videos';

test.each([
  ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=4', 'youtube', 'dQw4w9WgXcQ'],
  ['https://youtu.be/dQw4w9WgXcQ?si=x', 'youtube', 'dQw4w9WgXcQ'],
  ['https://m.youtube.com/shorts/dQw4w9WgXcQ', 'youtube', 'dQw4w9WgXcQ'],
  ['https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ', 'youtube', 'dQw4w9WgXcQ'],
  ['https://vimeo.com/76979871', 'vimeo', '76979871'],
  ['https://vimeo.com/76979871/8272103f6e', 'vimeo', '76979871/8272103f6e'],
  ['https://player.vimeo.com/video/76979871?h=8272103f6e', 'vimeo', '76979871/8272103f6e'],
])('%s', (address, provider, video) => {
  expect(videoAt(address)).toEqual({ provider, video });
});

test.each([
  'https://shop.example/bag.jpg',
  'https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ',
  'https://www.youtube.com/watch?v=short',
  'https://www.youtube.com/@channel',
  'https://vimeo.com/categories/animation',
  'javascript:alert(1)',
  'not an address',
])('%s is none', (address) => {
  expect(videoAt(address)).toBeNull();
});
