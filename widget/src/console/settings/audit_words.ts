/** @file What the audit log says, in words; an action of another version keeps its name. */

import { type StaffKey, t } from '../../i18n/staff';
import type { AuditAction } from '../../wire/generated';

/** Words for each action the server knows; the compiler misses the one that has none. */
export const AUDIT_WORDS: Readonly<Record<AuditAction, StaffKey>> = {
  set_up: 'audit.set_up',
  signed_in: 'audit.signed_in',
  sign_in_failed: 'audit.sign_in_failed',
  signed_out: 'audit.signed_out',
  agent_added: 'audit.agent_added',
  agent_changed: 'audit.agent_changed',
  invitation_issued: 'audit.invitation_issued',
  invitation_accepted: 'audit.invitation_accepted',
  password_reset_issued: 'audit.password_reset_issued',
  password_reset: 'audit.password_reset',
  password_changed: 'audit.password_changed',
  session_ended: 'audit.session_ended',
  sessions_ended: 'audit.sessions_ended',
  inbox_added: 'audit.inbox_added',
  inbox_changed: 'audit.inbox_changed',
  canned_added: 'audit.canned_added',
  canned_changed: 'audit.canned_changed',
  canned_deleted: 'audit.canned_deleted',
  canned_restored: 'audit.canned_restored',
  identity_key_added: 'audit.identity_key_added',
  identity_key_removed: 'audit.identity_key_removed',
  visitor_identified: 'audit.visitor_identified',
  visitor_erased: 'audit.visitor_erased',
  conversations_expired: 'audit.conversations_expired',
  catalog_changed: 'audit.catalog_changed',
};
const WORDS = new Map<string, StaffKey>(Object.entries(AUDIT_WORDS));

/** The words for an action. */
export function auditWords(action: string): string {
  const key = WORDS.get(action);
  return key ? t(key) : action.replaceAll('_', ' ');
}
