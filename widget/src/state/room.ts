/**
 * @file The mirror of the server's `apply`: folds an event into the state of a room. Proven on the
 * fixtures in `shared/fixtures/room`, which the Rust side writes.
 */

import type {
  Annotation,
  AnnotationId,
  Cleared,
  Event,
  EventBody,
  Item,
  ItemId,
  Lead,
  Participant,
  ParticipantId,
  Playback,
  Status,
  Stream,
} from '../wire/generated';
import { type Products, productChanges } from './products';

/** Everything a late joiner must know, except message bodies. */
export interface RoomState extends Products {
  /** Seq of the last public event in this state; 0 before the first. */
  readonly head: number;
  /** Seq of the last staff event in this state. */
  readonly staffHead: number;
  /** Who has taken part, in order of arrival. */
  readonly participants: readonly Participant[];
  /** The strip in its order, removed items included. */
  readonly items: readonly Item[];
  /** One to four items on the stage; empty while nothing is shown. */
  readonly shown: readonly ItemId[];
  /** Whether the shown items zoom as one. */
  readonly zoomLinked: boolean;
  /** Whether only staff may change what the stage shows. */
  readonly locked: boolean;
  readonly lead: Lead | null;
  /** What the last clearing took away, while it can be brought back. */
  readonly cleared: Cleared | null;
  readonly status: Status;
  /** Who of the staff answers, as far as this stream tells. */
  readonly assignee: ParticipantId | null;
  /** Marks in the order they were made, deleted ones included. */
  readonly annotations: readonly Annotation[];
}

export const EMPTY_ROOM: RoomState = {
  head: 0,
  staffHead: 0,
  participants: [],
  items: [],
  shown: [],
  zoomLinked: true,
  locked: false,
  lead: null,
  cleared: null,
  status: 'open',
  assignee: null,
  annotations: [],
  products: [],
  proposals: [],
};

/** The marks of a snapshot, which brings what is shown first (SN4), in the order they were made. */
export function asMade(marks: readonly Annotation[]): readonly Annotation[] {
  return [...marks].sort((one, other) => one.seq - other.seq);
}

/** Marks the end of a switch over a closed set of the wire; a newer server may send more. */
export function passOver(_unknown: never): void {}

/** Folds `event` of `stream`; one at or below the head changes nothing (OP5). */
export function apply(state: RoomState, stream: Stream, event: Event): RoomState {
  const head = stream === 'public' ? state.head : state.staffHead;
  if (event.seq <= head) return state;
  const next =
    stream === 'public' ? { ...state, head: event.seq } : { ...state, staffHead: event.seq };
  return { ...next, ...changes(state, event, event.body) };
}

function changes(state: RoomState, event: Event, body: EventBody): Partial<RoomState> {
  switch (body.kind) {
    case 'joined': {
      if (state.participants.some((one) => one.id === event.actor)) return {};
      return { participants: [...state.participants, { id: event.actor, role: body.role }] };
    }
    case 'item_added': {
      if (state.items.some((one) => one.id === body.item)) return {};
      const { item: id, media, size, title, moving } = body;
      const added = { id, media, size, title, by: event.actor, quarterTurns: 0, removed: false };
      const item = moving ? { ...added, moving, playback: beginning(event) } : added;
      return { items: [...state.items, item] };
    }
    case 'items_shown':
      return { shown: body.items };
    case 'item_rotated': {
      const quarterTurns = body.quarterTurns % 4;
      return {
        items: state.items.map((one) => (one.id === body.item ? { ...one, quarterTurns } : one)),
      };
    }
    case 'item_removed':
      return {
        items: withRemoved(state.items, body.item, true),
        shown: state.shown.filter((id) => id !== body.item),
      };
    case 'item_restored':
      return { items: withRemoved(state.items, body.item, false) };
    case 'item_moved':
      return { items: moved(state.items, body.item, body.before) };
    case 'zoom_linked':
      return { zoomLinked: body.linked };
    case 'stage_locked':
      return { locked: body.locked };
    case 'lead_taken':
      return { lead: { participant: event.actor, session: body.session, fence: event.seq } };
    case 'annotation_added': {
      if (state.annotations.some((one) => one.id === body.annotation)) return {};
      const { annotation: id, item, mark, number = null } = body;
      const { actor: author, seq } = event;
      const added = { id, item, author, seq, mark, number, live: true, deletedBy: null };
      return { annotations: [...state.annotations, added] };
    }
    case 'annotations_deleted':
      return { annotations: without(state.annotations, body.annotations, event.actor) };
    case 'annotations_restored':
      return {
        annotations: restored(state.annotations, body.annotations),
        cleared: same(state.cleared?.annotations, body.annotations) ? null : state.cleared,
      };
    case 'annotations_cleared': {
      const { item, annotations } = body;
      return {
        annotations: without(state.annotations, annotations, event.actor),
        cleared: { item, by: event.actor, annotations },
      };
    }
    case 'product_shared':
    case 'variant_chosen':
    case 'product_proposed':
    case 'proposal_accepted':
    case 'proposal_declined':
    case 'proposal_withdrawn':
    case 'proposal_settled':
      return productChanges(state, event, body);
    case 'playback_changed': {
      const { kind: _kind, item, cause: _cause, ...rest } = body;
      const playback = { ...rest, rev: event.seq };
      return {
        items: state.items.map((one) =>
          one.id === item && one.moving ? { ...one, playback } : one,
        ),
      };
    }
    case 'assigned':
      return { assignee: body.to };
    case 'resolved':
      return { status: 'resolved' };
    case 'reopened':
      return { status: 'open' };
    case 'message_sent':
    case 'note_added':
    case 'redacted':
    case 'erased':
    case 'unknown':
      return {};
    default:
      passOver(body);
      return {};
  }
}

/** The playback of an item that has just come: at its beginning, paused. */
function beginning({ at, seq: rev }: Event): Playback {
  return { playing: false, rate: 1_000, posMs: 0, at, rev };
}

function withRemoved(items: readonly Item[], id: ItemId, removed: boolean): readonly Item[] {
  return items.map((one) => (one.id === id ? { ...one, removed } : one));
}

/** Puts an item before another; behind all others when that one is not known. */
function moved(items: readonly Item[], id: ItemId, before: ItemId | null): readonly Item[] {
  const item = items.find((one) => one.id === id);
  if (!item || before === id) return items;
  const others = items.filter((one) => one.id !== id);
  const at = others.findIndex((one) => one.id === before);
  return at < 0 ? [...others, item] : [...others.slice(0, at), item, ...others.slice(at)];
}

function without(
  marks: readonly Annotation[],
  ids: readonly AnnotationId[],
  by: ParticipantId,
): readonly Annotation[] {
  const gone = new Set(ids);
  return marks.map((one) =>
    one.live && gone.has(one.id) ? { ...one, live: false, deletedBy: by } : one,
  );
}

function restored(
  marks: readonly Annotation[],
  ids: readonly AnnotationId[],
): readonly Annotation[] {
  const back = new Set(ids);
  return marks.map((one) =>
    !one.live && back.has(one.id) ? { ...one, live: true, deletedBy: null } : one,
  );
}

function same(a: readonly string[] | undefined, b: readonly string[]): boolean {
  return a?.length === b.length && a.every((id, at) => id === b[at]);
}
