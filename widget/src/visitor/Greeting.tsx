/** @file The first screen: a greeting above the one field there is. */

import { t } from '../i18n/i18n';
import { Icon } from '../ui/Icon';
import { note, page, past } from '../ui/icons';

/** See {@link Greeting}. */
export interface GreetingProps {
  /** What the page is about: whoever answers sees it too, so it is said. */
  readonly product: string | null;
  /** Whether anything survives a reload. */
  readonly lasting: boolean;
  /** Nobody is there to answer now. */
  readonly night: boolean;
  /** Null without earlier conversations. */
  readonly onPast: (() => void) | null;
}

/** Draws it. */
export function Greeting({ product, lasting, night, onPast }: GreetingProps) {
  return (
    <div class="greeting">
      <h2>{t('panel.greeting')}</h2>
      <p data-testid={night ? 'night' : undefined}>
        {t(night ? 'night.greeting' : 'panel.greeting.body')}
      </p>
      {product !== null && (
        <p class="greeting-note">
          <Icon svg={page} small />
          <span>{t('panel.greeting.product', { product })}</span>
        </p>
      )}
      {!lasting && (
        <p class="greeting-note" data-testid="not-kept">
          <Icon svg={note} small />
          <span>{t('panel.historyNotKept')}</span>
        </p>
      )}
      {onPast && (
        <button type="button" class="button greeting-past" data-testid="past-open" onClick={onPast}>
          <Icon svg={past} small />
          {t('past.title')}
        </button>
      )}
    </div>
  );
}
