/** @file What the audit log says, in words; an action of a newer server keeps its name. */

import { type StaffKey, t } from '../../i18n/staff';

const WORDS: ReadonlyMap<string, StaffKey> = new Map([
  ['set_up', 'audit.set_up'],
  ['signed_in', 'audit.signed_in'],
  ['signed_out', 'audit.signed_out'],
  ['agent_added', 'audit.agent_added'],
  ['agent_renamed', 'audit.agent_renamed'],
  ['agent_role_changed', 'audit.agent_role_changed'],
  ['agent_deactivated', 'audit.agent_deactivated'],
  ['agent_activated', 'audit.agent_activated'],
  ['invitation_made', 'audit.invitation_made'],
  ['invitation_accepted', 'audit.invitation_accepted'],
  ['password_reset_made', 'audit.password_reset_made'],
  ['password_reset', 'audit.password_reset'],
  ['password_changed', 'audit.password_changed'],
  ['session_ended', 'audit.session_ended'],
  ['sessions_ended', 'audit.sessions_ended'],
  ['inbox_added', 'audit.inbox_added'],
  ['inbox_changed', 'audit.inbox_changed'],
  ['identity_key_added', 'audit.identity_key_added'],
  ['identity_key_removed', 'audit.identity_key_removed'],
]);

/** The words for an action. */
export function auditWords(action: string): string {
  const key = WORDS.get(action);
  return key ? t(key) : action.replaceAll('_', ' ');
}
