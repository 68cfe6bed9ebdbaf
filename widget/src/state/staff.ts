/** @file Which roles speak for the shop. */

import type { Role } from '../wire/generated';

/** Whether somebody of this role is one of the shop's people, or its program. */
export function isStaff(role: Role | null): boolean {
  switch (role) {
    case 'agent':
    case 'observer':
    case 'supervisor':
    case 'administrator':
    case 'bot':
      return true;
    case 'visitor':
    case 'guest':
    case 'system':
    case null:
      return false;
  }
}
