/**
 * @file What stands in the thread: what the log tells of it, and own messages on their way. A
 * pending message is replaced by the event with its cid, whichever of answer and event comes first.
 */

import type { ClientId, ErrorCode, Event, ItemId, MediaId, ParticipantId } from '../wire/generated';

/** What somebody did that the thread shows. */
export type Deed =
  | { readonly kind: 'message'; readonly text: string }
  /** What is left of something that was erased. */
  | { readonly kind: 'erased' }
  /** A picture came onto the strip. */
  | {
      readonly kind: 'picture';
      readonly item: ItemId;
      readonly media: MediaId;
      readonly title: string;
    }
  | { readonly kind: 'resolved' }
  | { readonly kind: 'reopened' };

/** A deed in its place of the log. */
export interface Said {
  readonly cid: ClientId;
  readonly seq: number;
  readonly at: number;
  readonly by: ParticipantId;
  readonly deed: Deed;
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

function deedOf({ body }: Event): Deed | null {
  switch (body.kind) {
    case 'message_sent':
      return { kind: 'message', text: body.text };
    case 'item_added':
      return { kind: 'picture', item: body.item, media: body.media, title: body.title };
    case 'erased':
    case 'resolved':
    case 'reopened':
      return { kind: body.kind };
    default:
      return null;
  }
}

function saidOf(event: Event): Said[] {
  const deed = deedOf(event);
  const { cid, seq, at, actor } = event;
  return deed === null ? [] : [{ cid, seq, at, by: actor, deed }];
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
  const said = [...messages.said, ...fresh].map((one): Said => {
    return erased.has(one.seq) ? { ...one, deed: { kind: 'erased' } } : one;
  });
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
