/** @file Arranges messages for the screen: days, arrivals, groups of one author. */

import type { ErrorCode, Participant, ParticipantId, Role } from '../wire/generated';
import type { Messages } from './messages';

/** A message as it is shown. */
export interface Line {
  readonly key: string;
  readonly text: string;
  readonly at: number;
  readonly state: 'sent' | 'pending' | 'failed';
  readonly refused: ErrorCode | null;
}

/** What stands in a thread, in order. */
export type Entry =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'joined'; readonly key: string; readonly by: ParticipantId }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly by: ParticipantId;
      readonly mine: boolean;
      readonly at: number;
      readonly messages: readonly Line[];
    };

/** Messages further apart than this stand in groups of their own. */
const GROUP_MS = 5 * 60_000;

interface Flat extends Line {
  readonly by: ParticipantId;
}

function flat(messages: Messages, me: ParticipantId): Flat[] {
  const said = messages.said.map(({ cid, text, at, by }): Flat => {
    return { key: cid, text, at, by, state: 'sent', refused: null };
  });
  const unsaid = messages.unsaid.map(({ cid, text, at, refused }): Flat => {
    const state = refused === null ? 'pending' : 'failed';
    return { key: cid, text, at, by: me, state, refused };
  });
  return [...said, ...unsaid];
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/**
 * The entries of a thread. An arrival is shown before the first message of an agent, so that it
 * stands at the same place after a reload.
 */
export function arrange(
  messages: Messages,
  me: ParticipantId,
  roleOf: (id: ParticipantId) => Role | null,
): Entry[] {
  const entries: Entry[] = [];
  const seen = new Set<ParticipantId>();
  let day: number | null = null;
  for (const { by, ...line } of flat(messages, me)) {
    if (day === null || !sameDay(day, line.at)) {
      entries.push({ kind: 'day', key: `day-${line.key}`, at: line.at });
    }
    day = line.at;
    if (!seen.has(by) && messages.fromFirst && by !== me && roleOf(by) === 'agent') {
      entries.push({ kind: 'joined', key: `joined-${by}`, by });
    }
    seen.add(by);
    const last = entries.at(-1);
    if (last?.kind === 'group' && last.by === by && near(last.messages, line.at)) {
      entries[entries.length - 1] = { ...last, messages: [...last.messages, line] };
    } else {
      const key = `group-${line.key}`;
      entries.push({ kind: 'group', key, by, mine: by === me, at: line.at, messages: [line] });
    }
  }
  return entries;
}

function near(messages: readonly Line[], at: number): boolean {
  return at - (messages.at(-1)?.at ?? 0) < GROUP_MS;
}

/** Which of the eight colours somebody has: the visitor the first, agents the others in order. */
export function colourOf(participants: readonly Participant[], id: ParticipantId): number {
  const agents = participants.filter((one) => one.role !== 'visitor');
  const at = agents.findIndex((one) => one.id === id);
  if (at >= 0) return 1 + (at % 7);
  return participants.some((one) => one.id === id) ? 0 : 1;
}
