/** @file A file that is no picture for us is called by its name. */

import { expect, test } from 'vitest';
import { isStill, refusalOf } from './sniff';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test.each([
  ['\0\0\0\x18ftypheic\0\0\0\0', 'kind_heic'],
  ['\0\0\0\x18ftypmif1\0\0\0\0', 'kind_heic'],
  ['\0\0\0\x18ftypavif\0\0\0\0', 'kind_avif'],
  ['\0\0\0\x18ftypisom\0\0\0\0', 'kind_video'],
  ['%PDF-1.7', 'kind_pdf'],
  ['<?xml version="1.0"?><svg', 'kind_svg'],
  ['  <svg xmlns', 'kind_svg'],
  ['<!DOCTYPE html>', 'kind_html'],
  ['PK\x03\x04', 'kind_zip'],
  ['II*\0', 'kind_tiff'],
  ['8BPS', 'kind_psd'],
  ['\xff\xd8\xff\xe0 cut off', 'bad_picture'],
  ['hello', 'kind_unknown'],
  ['', 'kind_unknown'],
] as const)('%j is %s', (text, code) => {
  expect(refusalOf(bytes(text))).toBe(code);
});

test('what the server takes as it is does not move', () => {
  const png = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR';
  const webp = (flags: string) => `RIFF\0\0\0\0WEBPVP8X\n\0\0\0${flags}\0\0\0`;
  const still = ['\xff\xd8\xff\xe1', png, webp('\x08'), 'RIFF\0\0\0\0WEBPVP8 '];
  const others = [`${png}..acTL`, webp('\x02'), 'GIF89a', '\0\0\0\x1cftypavif', 'RIFF\0\0\0\0AVI '];
  expect(still.map((one) => isStill(bytes(one)))).toEqual([true, true, true, true]);
  expect(others.map((one) => isStill(bytes(one)))).toEqual(Array(5).fill(false));
});
