/** @file What somebody sees who is not signed in. */

import { t } from '../i18n/i18n';

/** Draws it. */
export function SignedOut({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <main class="signed-out">
      <span class="rail-mark" aria-hidden="true" />
      <h1>{t('console.signedOut')}</h1>
      <p>{t('console.signedOut.body')}</p>
      <div class="signed-out-acts">
        <a class="button primary" href="/demo">
          {t('console.signedOut.demo')}
        </a>
        <button type="button" class="button" onClick={onRetry}>
          {t('link.retry')}
        </button>
      </div>
    </main>
  );
}
