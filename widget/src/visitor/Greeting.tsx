/** @file The first screen: a greeting above the one field there is. */

import { t } from '../i18n/i18n';

/** Draws it. */
export function Greeting({ lasting }: { readonly lasting: boolean }) {
  return (
    <div class="greeting">
      <h2>{t('panel.greeting')}</h2>
      <p>{t('panel.greeting.body')}</p>
      {!lasting && <p class="greeting-note">{t('panel.historyNotKept')}</p>}
    </div>
  );
}
