/** @file Who speaks for the shop. */

import type { Role } from '../wire/generated';

/** Whether somebody of this role is staff. */
export function isStaff(role: Role): boolean {
  return role !== 'visitor' && role !== 'guest';
}
