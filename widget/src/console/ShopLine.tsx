/** @file The line of HTML a shop pastes into its pages. */

import { t } from '../i18n/staff';
import { CopyField } from '../ui/CopyField';
import type { InboxDetails } from '../wire/generated';

/** See {@link ShopLine}. */
export interface ShopLineProps {
  readonly inbox: Pick<InboxDetails, 'key'>;
  readonly primary?: boolean;
}

/** The line for a key, loading from where this page came from. */
export function shopLine(key: string, origin: string = location.origin): string {
  return `<script src="${origin}/widget.js" data-inbox="${key}" async></script>`;
}

/** Draws it with a button to copy it. */
export function ShopLine({ inbox, primary = false }: ShopLineProps) {
  return (
    <div class="shop-line">
      <CopyField label={t('site.line')} value={shopLine(inbox.key)} primary={primary} />
      <p class="field-hint">{t('site.line.hint')}</p>
    </div>
  );
}
