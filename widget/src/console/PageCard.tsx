/** @file The page the visitor is on, as the page says itself, and the way to look at it together. */

import { t } from '../i18n/staff';
import { Icon } from '../ui/Icon';
import { page as pageIcon, together } from '../ui/icons';
import type { PageFacts } from '../wire/generated';
import type { Fetching } from './session';

/** See {@link PageCard}. */
export interface PageCardProps {
  readonly page: PageFacts;
  readonly fetching: Fetching;
  readonly onTogether: () => void;
}

/** Only an address of the web may become a link. */
function webAddress(address: string): string | null {
  try {
    const url = new URL(address);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** Draws it. */
export function PageCard({ page, fetching, onTogether }: PageCardProps) {
  const title = page.product?.name ?? (page.title || page.url);
  const href = webAddress(page.url);
  const price = page.product?.price ?? null;
  const words = (
    <>
      <bdi class="page-title">{title}</bdi>
      {price !== null && <bdi class="page-price">{price}</bdi>}
    </>
  );
  return (
    <section class="page-card" aria-label={t('console.page')}>
      <Icon svg={pageIcon} />
      <div class="page-words">
        {href === null ? (
          words
        ) : (
          <a
            href={href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            title={t('console.page.link')}
          >
            {words}
          </a>
        )}
        <p role="status">{fetching === 'failed' && t('console.page.failed')}</p>
      </div>
      <button
        type="button"
        class="button primary"
        disabled={fetching === 'running'}
        onClick={onTogether}
      >
        <Icon svg={together} small />
        {t(fetching === 'running' ? 'console.page.fetching' : 'console.page.together')}
      </button>
    </section>
  );
}
