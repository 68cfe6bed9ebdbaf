/**
 * @file What stands in a transcript, in order: words, and the pictures as they were drawn on when
 * the next words were said.
 */

import type { Record, Step } from '../state/record';
import { apply, EMPTY_ROOM, type RoomState } from '../state/room';
import type { Annotation, Item } from '../wire/generated';

/** One thing in a transcript. */
export type Block =
  | {
      readonly kind: 'words' | 'note';
      readonly key: string;
      readonly by: string;
      readonly at: number;
      readonly text: string;
    }
  | {
      readonly kind: 'erased' | 'resolved' | 'reopened';
      readonly key: string;
      readonly by: string;
      readonly at: number;
    }
  | {
      readonly kind: 'still';
      readonly key: string;
      readonly at: number;
      readonly item: Item;
      readonly marks: readonly Annotation[];
    };

/** Pictures in one transcript; a talk that shows more keeps its first ones. */
export const MOST_STILLS = 60;

function blockOf({ stream, event }: Step, notes: boolean): Block | null {
  const { body, at, actor: by } = event;
  const key = `${stream}-${event.seq}`;
  if (stream === 'staff') {
    return notes && body.kind === 'note_added'
      ? { kind: 'note', key, by, at, text: body.text }
      : null;
  }
  switch (body.kind) {
    case 'message_sent':
      return { kind: 'words', key, by, at, text: body.text };
    case 'erased':
    case 'resolved':
    case 'reopened':
      return { kind: body.kind, key, by, at };
    default:
      return null;
  }
}

/**
 * Which pictures an event makes worth a still, and which it would spoil. A mark that its author
 * takes back was not meant, so nothing is kept before that.
 */
function touched({ event: { body } }: Step, room: RoomState) {
  switch (body.kind) {
    case 'item_added':
    case 'annotation_added':
      return { fresh: [body.item], spoilt: [] };
    case 'items_shown':
      return { fresh: [], spoilt: room.shown.filter((id) => !body.items.includes(id)) };
    case 'item_removed':
    case 'annotations_cleared':
      return { fresh: [], spoilt: [body.item] };
    default:
      return { fresh: [], spoilt: [] };
  }
}

/** The blocks of a record; with `notes` what staff wrote among itself. */
export function blocksOf(record: Record, notes: boolean): Block[] {
  const blocks: Block[] = [];
  const wanted = new Set<string>();
  let room = EMPTY_ROOM;
  let stills = 0;

  function take(ids: Iterable<string>, at: number) {
    for (const id of [...ids]) {
      const item = room.items.find((one) => one.id === id);
      if (!wanted.delete(id) || !item || stills >= MOST_STILLS) continue;
      const marks = room.annotations.filter((mark) => mark.live && mark.item === id);
      stills += 1;
      blocks.push({ kind: 'still', key: `still-${stills}`, at, item, marks });
    }
  }

  for (const step of record.steps) {
    const block = blockOf(step, notes);
    // Notes are beside the talk: they divide no drawing.
    if (block && block.kind !== 'note') take(wanted, step.event.at);
    const { fresh, spoilt } = touched(step, room);
    take(spoilt, step.event.at);
    room = apply(room, step.stream, step.event);
    for (const id of fresh) wanted.add(id);
    if (block) blocks.push(block);
  }
  take(wanted, record.steps.at(-1)?.event.at ?? 0);
  return blocks;
}
