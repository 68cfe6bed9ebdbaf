/** @file What the server refused, in words: what happened, and what one can do. */

import { formatWait } from '../i18n/i18n';
import { type StaffKey, t } from '../i18n/staff';
import type { Asking, Fault } from '../state/asking';
import type { ErrorCode } from '../wire/generated';

const WORDS: Partial<Record<ErrorCode, StaffKey>> = {
  unavailable: 'fault.unavailable',
  forbidden: 'fault.forbidden',
  unauthorized: 'fault.unauthorized',
  weak_password: 'fault.password',
  link_gone: 'fault.link',
  bad_field: 'fault.field',
  last_administrator: 'fault.lastAdministrator',
  id_taken: 'fault.emailTaken',
  full: 'fault.full',
};

/** The words for a fault; `own` are better ones where a form knows more. */
export function faultWords(
  fault: Fault,
  own: Partial<Record<ErrorCode, StaffKey>> = {},
  now: number = Date.now(),
): string {
  if (fault.code === 'rate') {
    const wait = fault.retryAt === null ? 0 : fault.retryAt - now;
    return wait > 0 ? t('fault.rate.wait', { time: formatWait(wait) }) : t('fault.rate');
  }
  const key = own[fault.code] ?? WORDS[fault.code] ?? 'fault.other';
  return t(key);
}

/** The same for a request; null while nothing went wrong. */
export function askingWords(
  asking: Asking,
  own: Partial<Record<ErrorCode, StaffKey>> = {},
): string | null {
  return asking.kind === 'failed' ? faultWords(asking.fault, own) : null;
}
