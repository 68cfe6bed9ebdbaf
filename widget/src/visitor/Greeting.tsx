/** @file The first screen: a greeting above the one field there is. */

import { t } from '../i18n/i18n';
import { Icon } from '../ui/Icon';
import { note, page } from '../ui/icons';

/** See {@link Greeting}. */
export interface GreetingProps {
  /** What the page is about: whoever answers sees it too, so it is said. */
  readonly product: string | null;
  /** Whether anything survives a reload. */
  readonly lasting: boolean;
}

/** Draws it. */
export function Greeting({ product, lasting }: GreetingProps) {
  return (
    <div class="greeting">
      <h2>{t('panel.greeting')}</h2>
      <p>{t('panel.greeting.body')}</p>
      {product !== null && (
        <p class="greeting-note">
          <Icon svg={page} small />
          <span>{t('panel.greeting.product', { product })}</span>
        </p>
      )}
      {!lasting && (
        <p class="greeting-note">
          <Icon svg={note} small />
          <span>{t('panel.historyNotKept')}</span>
        </p>
      )}
    </div>
  );
}
