/** @file How the console calls those who take part in a conversation. */

import { t } from '../i18n/staff';
import { shortId } from '../state/rows';
import type { Called } from '../state/talk';
import type { Person, Role } from '../wire/generated';

/** A visitor by name, or by the end of the id. */
export function visitorName(name: string | null, id: string): string {
  return name ?? t('visitor.anonymous', { id: shortId(id) });
}

/** Names for everybody in a conversation; `named` is what the visitor is called, if anything. */
export function callerOf(
  people: readonly Person[],
  named: string | null,
  visitor: string,
): (id: string, role: Role | null) => Called {
  return (by, role) => {
    const name = role === 'visitor' ? named : (people.find((one) => one.id === by)?.name ?? null);
    const words = role === 'visitor' ? visitor : t('agent.someone');
    return { name: name ?? words, named: name !== null };
  };
}
