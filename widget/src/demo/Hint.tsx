/** @file A ghost of two fingers and a pen over the phone: what the visitor's hand can do. */

import { t } from '../i18n/i18n';

/** Draws it; it takes no touches. */
export function Hint() {
  return (
    <div class="hint">
      <i class="finger one" />
      <i class="finger two" />
      <svg viewBox="0 0 120 80" class="pen-line" aria-hidden="true">
        <path d="M8 60C30 16 52 72 70 38S100 22 112 30" pathLength="1" />
      </svg>
      <p>{t('demo.hint')}</p>
    </div>
  );
}
