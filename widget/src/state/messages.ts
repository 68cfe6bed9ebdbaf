/**
 * @file What was said: messages of the log, and own ones on their way. A pending message is
 * replaced by the event with its cid, whichever of answer and event comes first.
 */

import type { ClientId, ErrorCode, Event, ParticipantId } from '../wire/generated';

/** A message of the log. */
export interface Said {
  readonly cid: ClientId;
  readonly seq: number;
  readonly at: number;
  readonly by: ParticipantId;
  readonly text: string;
}

/** An own message that is not in the log yet. */
export interface Unsaid {
  readonly cid: ClientId;
  readonly at: number;
  readonly text: string;
  /** Why it was refused for good; null while it is on its way. */
  readonly refused: ErrorCode | null;
}

/** All that was said, as far as it is loaded. */
export interface Messages {
  readonly said: readonly Said[];
  readonly unsaid: readonly Unsaid[];
  /** Whether `said` reaches back to the first message. */
  readonly fromFirst: boolean;
}

export const NO_MESSAGES: Messages = { said: [], unsaid: [], fromFirst: true };

function saidOf(event: Event): Said[] {
  if (event.body.kind !== 'message_sent') return [];
  const { cid, seq, at, actor, body } = event;
  return [{ cid, seq, at, by: actor, text: body.text }];
}

/** Without those unsaid ones that are in the log now. */
function settle(messages: Messages, fresh: readonly Said[]): Messages {
  if (messages.unsaid.length === 0) return messages;
  const cids = new Set(fresh.map((one) => one.cid));
  return { ...messages, unsaid: messages.unsaid.filter((one) => !cids.has(one.cid)) };
}

/** Events of the log, newer than everything before. */
export function append(messages: Messages, events: readonly Event[]): Messages {
  const erased = new Set(
    events.flatMap(({ body }) => (body.kind === 'redacted' ? [body.targetSeq] : [])),
  );
  const fresh = events.flatMap(saidOf);
  if (fresh.length === 0 && erased.size === 0) return messages;
  const said = [...messages.said, ...fresh].filter((one) => !erased.has(one.seq));
  return settle({ ...messages, said }, fresh);
}

/** A snapshot: what was loaded further back before can be asked for again. */
export function restart(
  messages: Messages,
  events: readonly Event[],
  fromFirst: boolean,
): Messages {
  const said = events.flatMap(saidOf);
  return settle({ ...messages, said, fromFirst }, said);
}

/** Older messages than those before. */
export function prepend(
  messages: Messages,
  events: readonly Event[],
  fromFirst: boolean,
): Messages {
  const first = messages.said[0]?.seq ?? Number.POSITIVE_INFINITY;
  const older = events.flatMap(saidOf).filter((one) => one.seq < first);
  return { ...messages, said: [...older, ...messages.said], fromFirst };
}

/** A message sets off. */
export function write(messages: Messages, message: Omit<Unsaid, 'refused'>): Messages {
  const others = messages.unsaid.filter((one) => one.cid !== message.cid);
  return { ...messages, unsaid: [...others, { ...message, refused: null }] };
}

/** A message will never arrive. */
export function refuse(messages: Messages, cid: ClientId, code: ErrorCode): Messages {
  return {
    ...messages,
    unsaid: messages.unsaid.map((one) => (one.cid === cid ? { ...one, refused: code } : one)),
  };
}

/** A refused message is given up. */
export function discard(messages: Messages, cid: ClientId): Messages {
  return { ...messages, unsaid: messages.unsaid.filter((one) => one.cid !== cid) };
}
