/** @file Who somebody is: name and colour, from presence and the log. */

import type { Participant, ParticipantId, Person, Role } from '../wire/generated';
import { isStaff } from './staff';
import { colourOf } from './thread';

/** The role of somebody, as far as it is known. */
export function roleOf(
  participants: readonly Participant[],
  people: readonly Person[],
  id: ParticipantId,
): Role | null {
  const known = participants.find((one) => one.id === id) ?? people.find((one) => one.id === id);
  return known?.role ?? null;
}

/** The agent a visitor talks to: the one who spoke last, else one who is there. */
export function partner(people: readonly Person[], spoke: readonly ParticipantId[]): Person | null {
  const agents = people.filter((one) => isStaff(one.role));
  const last = spoke.filter((id) => agents.some((one) => one.id === id)).at(-1);
  return (
    agents.find((one) => one.id === last) ??
    agents.find((one) => one.state === 'online') ??
    agents[0] ??
    null
  );
}

/** The colour of somebody, the same on both sides: by the order of arrival. */
export function colour(
  participants: readonly Participant[],
  people: readonly Person[],
  id: ParticipantId,
): number {
  const role = roleOf(participants, people, id);
  return role === 'visitor' ? 0 : colourOf(participants, id);
}
