/** @file The words for the places people have in an account. */

import type { StaffKey } from '../../i18n/staff';
import type { StaffRole } from '../../wire/generated';

export const ROLES: Readonly<Record<StaffRole, StaffKey>> = {
  administrator: 'role.administrator',
  supervisor: 'role.supervisor',
  agent: 'role.agent',
};

/** What each of them may do, in a sentence. */
export const ROLE_HINTS: Readonly<Record<StaffRole, StaffKey>> = {
  administrator: 'role.administrator.hint',
  supervisor: 'role.supervisor.hint',
  agent: 'role.agent.hint',
};

/** In the order of a choice. */
export const ROLE_ORDER: readonly StaffRole[] = ['agent', 'supervisor', 'administrator'];
