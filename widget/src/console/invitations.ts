/** @file Who can be invited, and the words for how far an invitation is. */

import { count, t } from '../i18n/staff';
import { INVITATION_PAUSE_MS, type VisitorRow } from '../wire/generated';

const MINUTE_MS = 60_000;

/** Whether the server would take an invitation of this visit now (PR7). */
export function mayInvite({ conversation, invitation }: VisitorRow, now: number): boolean {
  if (conversation !== null) return false;
  if (invitation === null) return true;
  return invitation.step !== 'dismissed' && now - invitation.at >= INVITATION_PAUSE_MS;
}

/** How far the last invitation is; null without one, and once the chat speaks for itself. */
export function invitationWords(row: VisitorRow, now: number): string | null {
  const { conversation, invitation } = row;
  if (invitation === null) return null;
  const { name, step, at } = invitation;
  switch (step) {
    case 'dismissed':
      return t('visitors.dismissed');
    case 'expired':
      return t('visitors.expired');
    case 'opened':
      return conversation === null ? t('visitors.opened') : null;
    case 'invited': {
      const minutes = Math.max(0, Math.floor((now - at) / MINUTE_MS));
      if (minutes === 0) return t('visitors.invited.now', { name });
      return count('visitors.invited', minutes, { name });
    }
  }
}
