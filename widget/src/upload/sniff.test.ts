/** @file A file that is no picture for us is called by its name. */

import { expect, test } from 'vitest';
import { refusalOf } from './sniff';

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
