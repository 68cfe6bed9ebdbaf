/** @file Arranges messages for the screen: days, arrivals, groups of one author. */

import type {
  ErrorCode,
  ItemId,
  MediaId,
  Participant,
  ParticipantId,
  Proposal,
  Role,
  SharedProduct,
} from '../wire/generated';
import type { Messages } from './messages';
import { NO_PRODUCTS, type Products, productOf } from './products';
import { type Fate, fateOf, NOWHERE, type Reach } from './receipts';
import { isStaff } from './staff';

/** A picture as the thread shows it. */
export interface ShownPicture {
  readonly item: ItemId;
  readonly media: MediaId;
  readonly title: string;
}

/** A message as it is shown. */
export interface Line {
  readonly key: string;
  /** Its place in the log; null while it is on its way. */
  readonly seq: number | null;
  readonly text: string;
  readonly at: number;
  readonly state: 'sent' | 'pending' | 'failed' | 'erased';
  readonly refused: ErrorCode | null;
  /** A picture instead of words. */
  readonly picture: ShownPicture | null;
  /** What became of it; only at the last own line that got as far. */
  readonly fate: Fate | null;
}

/** What stands in a thread, in order. */
export type Entry =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'joined'; readonly key: string; readonly by: ParticipantId }
  | {
      readonly kind: 'resolved' | 'reopened';
      readonly key: string;
      readonly by: ParticipantId;
      readonly mine: boolean;
      readonly at: number;
    }
  /** A card: `id` names it among the room's products or proposals. */
  | {
      readonly kind: 'product' | 'proposal';
      readonly key: string;
      readonly id: string;
      readonly by: ParticipantId;
      readonly mine: boolean;
      readonly at: number;
    }
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

type Flat =
  | { readonly kind: 'line'; readonly by: ParticipantId; readonly line: Line }
  | {
      readonly kind: 'product' | 'proposal';
      readonly id: string;
      readonly by: ParticipantId;
      readonly seq: number;
      readonly at: number;
    }
  | {
      readonly kind: 'resolved' | 'reopened';
      readonly by: ParticipantId;
      readonly seq: number;
      readonly at: number;
    };

const NOTHING = { refused: null, picture: null, fate: null, text: '' } as const;

/** The cards, as far back as the messages are loaded. */
function cards({ said, fromFirst }: Messages, { products, proposals }: Products) {
  const first = fromFirst ? 0 : (said[0]?.seq ?? Number.POSITIVE_INFINITY);
  const card = (kind: 'product' | 'proposal') => (one: SharedProduct | Proposal) => {
    const { id, by, seq, at } = one;
    return { seq, flat: { kind, id, by, seq, at } };
  };
  const all = [...products.map(card('product')), ...proposals.map(card('proposal'))];
  return all.filter(({ seq }) => seq >= first);
}

function flat(messages: Messages, me: ParticipantId, shown: Products): Flat[] {
  // The picture of a product stands on its card.
  const bare = messages.said.filter(
    ({ deed }) => deed.kind !== 'picture' || productOf(shown.products, deed.item) === null,
  );
  const lines = bare.map(({ cid, seq, at, by, deed }): Flat => {
    const base = { ...NOTHING, key: cid, seq, at };
    switch (deed.kind) {
      case 'message':
        return { kind: 'line', by, line: { ...base, text: deed.text, state: 'sent' } };
      case 'erased':
        return { kind: 'line', by, line: { ...base, key: `erased-${seq}`, state: 'erased' } };
      case 'picture': {
        const { kind: _, ...picture } = deed;
        const key = `item-${deed.item}`;
        return { kind: 'line', by, line: { ...base, key, picture, state: 'sent' } };
      }
      default:
        return { kind: deed.kind, by, seq, at };
    }
  });
  const said = [
    ...lines.map((one, at) => ({ seq: bare[at]?.seq ?? 0, flat: one })),
    ...cards(messages, shown),
  ].sort((a, b) => a.seq - b.seq);
  const unsaid = messages.unsaid.map(({ cid, text, at, refused }): Flat => {
    const state = refused === null ? 'pending' : 'failed';
    return {
      kind: 'line',
      by: me,
      line: { ...NOTHING, key: cid, seq: null, at, text, state, refused },
    };
  });
  return [...said.map((one) => one.flat), ...unsaid];
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** The seqs of the last own lines that got each far. */
function fates(messages: Messages, me: ParticipantId, reach: Reach): ReadonlyMap<number, Fate> {
  const last = new Map<Fate, number>();
  for (const { seq, by, deed } of messages.said) {
    if (by === me && deed.kind === 'message') last.set(fateOf(seq, reach), seq);
  }
  return new Map([...last].map(([fate, seq]) => [seq, fate]));
}

/**
 * The entries of a thread. An arrival is shown before the first message of an agent, so that it
 * stands at the same place after a reload.
 */
export function arrange(
  messages: Messages,
  me: ParticipantId,
  roleOf: (id: ParticipantId) => Role | null,
  reach: Reach = NOWHERE,
  shown: Products = NO_PRODUCTS,
): Entry[] {
  const entries: Entry[] = [];
  const seen = new Set<ParticipantId>();
  const fateAt = fates(messages, me, reach);
  let day: number | null = null;
  for (const one of flat(messages, me, shown)) {
    const { by } = one;
    const mine = by === me;
    const at = one.kind === 'line' ? one.line.at : one.at;
    const key = keyOf(one);
    if (day === null || !sameDay(day, at)) entries.push({ kind: 'day', key: `day-${key}`, at });
    day = at;
    if (one.kind === 'product' || one.kind === 'proposal') {
      entries.push({ kind: one.kind, key, id: one.id, by, mine, at });
      continue;
    }
    if (one.kind !== 'line') {
      entries.push({ kind: one.kind, key, by, mine, at });
      continue;
    }
    if (!seen.has(by) && messages.fromFirst && !mine && isStaff(roleOf(by))) {
      entries.push({ kind: 'joined', key: `joined-${by}`, by });
    }
    seen.add(by);
    const fate = one.line.seq === null ? null : (fateAt.get(one.line.seq) ?? null);
    const line = { ...one.line, fate };
    const last = entries.at(-1);
    if (last?.kind === 'group' && last.by === by && near(last.messages, at)) {
      entries[entries.length - 1] = { ...last, messages: [...last.messages, line] };
    } else {
      entries.push({ kind: 'group', key: `group-${key}`, by, mine, at, messages: [line] });
    }
  }
  return entries;
}

function keyOf(one: Flat): string {
  return one.kind === 'line' ? one.line.key : `${one.kind}-${one.seq}`;
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
