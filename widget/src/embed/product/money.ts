/** @file Amounts as pages write them, in minor units of their currency. */

import { moneyOf } from '../../host/card';
import type { Money } from '../../wire/generated';

/** Minor digits of a currency by ISO 4217: two of the euro, none of the yen. */
export function minorDigits(currency: string): number | null {
  try {
    const style = new Intl.NumberFormat('en', { style: 'currency', currency });
    return style.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return null;
  }
}

/** The digits of an amount with a point before its fraction: `1.299,50` is `1299.50`. */
function plain(text: string): string {
  const digits = text.replace(/[^\d.,]/g, '');
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  if (last < 0) return digits;
  const fraction = digits.slice(last + 1);
  const sign = digits[last] ?? '';
  const several = digits.split(sign).length > 2;
  // Three digits behind the only sign are thousands, as nobody writes thousandths of a price.
  if (several || fraction.length === 3) return digits.replace(/[.,]/g, '');
  return `${digits.slice(0, last).replace(/[.,]/g, '')}.${fraction}`;
}

/** An amount in the major unit, such as `42.00` or `49,99 €`; null for what is none. */
export function priced(amount: unknown, currency: unknown): Money | null {
  const text = typeof amount === 'number' ? String(amount) : amount;
  const iso = typeof currency === 'string' ? currency.trim().toUpperCase() : '';
  const digits = minorDigits(iso);
  if (typeof text !== 'string' || !/\d/.test(text) || /-\s*\d/.test(text)) return null;
  if (digits === null) return null;
  const value = Number(typeof amount === 'number' ? amount : plain(text));
  return moneyOf({ minor: Math.round(value * 10 ** digits), currency: iso });
}

/** An amount in units of `unit` digits, as shop APIs write it, such as `4200` with two. */
export function minor(amount: unknown, unit: unknown, currency: unknown): Money | null {
  const iso = typeof currency === 'string' ? currency.trim().toUpperCase() : '';
  const digits = minorDigits(iso);
  const value = Number(amount);
  if (digits === null || amount === '' || amount === null || !Number.isFinite(value)) return null;
  const from = typeof unit === 'number' && unit >= 0 && unit <= 6 ? unit : digits;
  return moneyOf({ minor: Math.round(value * 10 ** (digits - from)), currency: iso });
}
