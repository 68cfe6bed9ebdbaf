/** @file A sentence about something that did not work; it goes away by itself. */

import { t } from '../i18n/i18n';

/** See {@link Problem}. */
export interface ProblemProps {
  /** Code of the refusal. */
  readonly code: string;
  readonly onDone: () => void;
}

function keyOf(code: string) {
  switch (code) {
    case 'full':
      return 'problem.full';
    case 'rate':
      return 'problem.rate';
    case 'locked':
      return 'problem.locked';
    case 'too_late':
      return 'problem.tooLate';
    case 'ended':
      return 'problem.ended';
    case 'not_yours':
    case 'taken':
      return 'problem.notYours';
    case 'item_gone':
    case 'not_found':
    case 'bad_picture':
      return 'problem.picture';
    default:
      return 'problem.other';
  }
}

/** Draws it. */
export function Problem({ code, onDone }: ProblemProps) {
  return (
    <p class="problem" role="alert" onAnimationEnd={onDone}>
      {t(keyOf(code))}
    </p>
  );
}
