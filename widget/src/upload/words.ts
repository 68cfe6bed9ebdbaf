/** @file Why a picture was refused, in words that say what to do instead. */

import type { StageTextKey } from '../i18n/stage';
import type { ErrorCode } from '../wire/generated';

/** Says a text in the language in use. */
export type Say = (key: StageTextKey, params?: Readonly<Record<string, string | number>>) => string;

/** The words for a code; a file that moves has other limits. */
export function problemKey(code: ErrorCode, moves = false): StageTextKey {
  if (moves && code === 'too_big') return 'upload.problem.bigVideo';
  switch (code) {
    case 'kind_heic':
      return 'upload.problem.heic';
    case 'kind_svg':
      return 'upload.problem.svg';
    case 'kind_pdf':
      return 'upload.problem.pdf';
    case 'kind_video':
    case 'kind_animated':
    case 'bad_clip':
      return 'upload.problem.video';
    case 'kind_avif':
    case 'kind_tiff':
    case 'kind_psd':
    case 'kind_bmp':
    case 'kind_ico':
    case 'kind_html':
    case 'kind_zip':
    case 'kind_unknown':
      return 'upload.problem.kind';
    case 'bad_picture':
    case 'size_differs':
      return 'upload.problem.broken';
    case 'too_big':
    case 'too_many_pixels':
      return 'upload.problem.big';
    case 'quota':
      return 'upload.problem.quota';
    case 'full':
      return 'upload.problem.full';
    case 'ended':
      return 'upload.problem.ended';
    case 'forbidden':
      return 'upload.problem.players';
    case 'bad_address':
    case 'not_found':
      return 'upload.problem.address';
    default:
      return 'upload.problem.other';
  }
}
