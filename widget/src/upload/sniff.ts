/** @file What a file is by its first bytes, so that a refusal can say what to do instead. */

import type { ErrorCode } from '../wire/generated';

/** In the flags of an extended WebP. */
const WEBP_MOVES = 0x02;

/** So many bytes are enough to tell. */
export const SNIFF_BYTES = 64;

/** The code for a file that the browser could not open as a picture. */
export function refusalOf(head: Uint8Array): ErrorCode {
  const text = String.fromCharCode(...head.subarray(0, SNIFF_BYTES));
  const brand = text.slice(4, 8) === 'ftyp' ? text.slice(8, 12) : null;
  if (brand !== null) {
    if (/^(heic|heix|hevc|hevx|heim|heis|mif1|msf1)$/.test(brand)) return 'kind_heic';
    return brand === 'avif' || brand === 'avis' ? 'kind_avif' : 'kind_video';
  }
  if (text.startsWith('%PDF')) return 'kind_pdf';
  if (/^\s*(<\?xml|<svg)/i.test(text)) return 'kind_svg';
  if (/^\s*<(!doctype|html)/i.test(text)) return 'kind_html';
  if (text.startsWith('PK\x03\x04')) return 'kind_zip';
  if (text.startsWith('II*\0') || text.startsWith('MM\0*')) return 'kind_tiff';
  if (text.startsWith('8BPS')) return 'kind_psd';
  if (text.startsWith('\x1aE\xdf\xa3')) return 'kind_video';
  const picture = ['\xff\xd8\xff', '\x89PNG', 'RIFF', 'GIF8'].some((sign) => text.startsWith(sign));
  return picture ? 'bad_picture' : 'kind_unknown';
}

/** So many bytes of a file say whether it moves. */
export const HEAD_BYTES = 4_096;

/**
 * Whether the server takes a file with this beginning as it is. Of films in disguise it takes
 * none; of those, as of other formats, the browser makes a still picture.
 */
export function isStill(head: Uint8Array): boolean {
  const text = String.fromCharCode(...head.subarray(0, HEAD_BYTES));
  if (text.startsWith('\xff\xd8\xff')) return true;
  if (text.startsWith('\x89PNG')) return !text.includes('acTL');
  if (!text.startsWith('RIFF') || text.slice(8, 12) !== 'WEBP') return false;
  return text.slice(12, 16) !== 'VP8X' || (text.charCodeAt(20) & WEBP_MOVES) === 0;
}
