/** @file Money in the language of the page. */

import { language } from '../i18n/i18n';

/** An amount in minor units of its currency. */
export interface Amount {
  readonly minor: number;
  readonly currency: string;
}

/** Such as `€ 42.00`; the code beside the number where the browser knows no such currency. */
export function formatMoney({ minor, currency }: Amount): string {
  try {
    const style = new Intl.NumberFormat(language(), { style: 'currency', currency });
    const digits = style.resolvedOptions().maximumFractionDigits ?? 2;
    return style.format(minor / 10 ** digits);
  } catch {
    return `${minor / 100} ${currency}`;
  }
}
