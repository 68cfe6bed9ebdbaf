/**
 * @file The mirror of the server's `apply`: folds an event into the state of a room. Proven on the
 * fixtures in `shared/fixtures/room`, which the Rust side writes.
 */

import type {
  Annotation,
  Event,
  EventBody,
  Item,
  ItemId,
  Lead,
  Participant,
  Stream,
} from '../wire/generated';

/** Everything a late joiner must know, except message bodies. */
export interface RoomState {
  /** Seq of the last public event in this state; 0 before the first. */
  readonly head: number;
  /** Seq of the last staff event in this state. */
  readonly staffHead: number;
  /** Who has taken part, in order of arrival. */
  readonly participants: readonly Participant[];
  /** The strip, in order of arrival. */
  readonly items: readonly Item[];
  /** One to four items on the stage; empty while nothing is shown. */
  readonly shown: readonly ItemId[];
  readonly lead: Lead | null;
  /** Marks in the order they were made, deleted ones included. */
  readonly annotations: readonly Annotation[];
}

export const EMPTY_ROOM: RoomState = {
  head: 0,
  staffHead: 0,
  participants: [],
  items: [],
  shown: [],
  lead: null,
  annotations: [],
};

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
      const { item: id, media, size, title } = body;
      return { items: [...state.items, { id, media, size, title, quarterTurns: 0 }] };
    }
    case 'items_shown':
      return { shown: body.items };
    case 'item_rotated': {
      const quarterTurns = body.quarterTurns % 4;
      return {
        items: state.items.map((one) => (one.id === body.item ? { ...one, quarterTurns } : one)),
      };
    }
    case 'lead_taken':
      return { lead: { participant: event.actor, session: body.session, fence: event.seq } };
    case 'annotation_added': {
      if (state.annotations.some((one) => one.id === body.annotation)) return {};
      const { annotation: id, item, mark } = body;
      const added = { id, item, author: event.actor, mark, live: true };
      return { annotations: [...state.annotations, added] };
    }
    case 'annotations_deleted': {
      const gone = new Set(body.annotations);
      return {
        annotations: state.annotations.map((one) =>
          one.live && gone.has(one.id) ? { ...one, live: false } : one,
        ),
      };
    }
    case 'message_sent':
    case 'note_added':
    case 'redacted':
    case 'unknown':
      return {};
    default:
      passOver(body);
      return {};
  }
}
