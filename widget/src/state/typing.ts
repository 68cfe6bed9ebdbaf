/** @file Who is writing: a register of each session that runs out by itself. */

import type { ParticipantId, SessionId } from '../wire/generated';

/** Without a new sign for this long nobody is writing any more. */
export const TYPING_MS = 6_000;
/** A writer gives a sign this often. */
export const TYPING_EVERY_MS = 2_500;

interface Writer {
  readonly session: SessionId;
  readonly by: ParticipantId;
  readonly until: number;
}

/** Sessions in which somebody writes. */
export type Typing = readonly Writer[];

/** A sign of one session. */
export function sign(
  typing: Typing,
  from: { session: SessionId; by: ParticipantId; typing: boolean },
  now: number,
): Typing {
  const others = typing.filter((one) => one.session !== from.session);
  if (!from.typing) return others.length === typing.length ? typing : others;
  return [...others, { session: from.session, by: from.by, until: now + TYPING_MS }];
}

/** Without those who ran out. */
export function expire(typing: Typing, now: number): Typing {
  return typing.some((one) => one.until <= now) ? typing.filter((one) => one.until > now) : typing;
}

/** Whoever has just said something is not writing it any more. */
export function spoke(typing: Typing, by: ParticipantId): Typing {
  return typing.some((one) => one.by === by) ? typing.filter((one) => one.by !== by) : typing;
}

/** The people who write, each once. */
export function writers(typing: Typing): ParticipantId[] {
  return [...new Set(typing.map((one) => one.by))];
}
