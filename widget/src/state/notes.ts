/**
 * @file The staff stream of a conversation: private notes, and who answers. Visitors never open it
 * (TP2).
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import type { Client } from '../net/client';
import { newId } from '../net/ids';
import { codeOf } from '../net/refused';
import type { ConversationId, ErrorCode, Event, ParticipantId } from '../wire/generated';
import type { Conversation } from './conversation';
import type { Entry } from './thread';

/** Something of the staff stream. */
export interface StaffLine {
  readonly key: string;
  readonly kind: 'note' | 'assigned';
  /** Its place in the log; null while it is on its way. */
  readonly seq: number | null;
  readonly by: ParticipantId;
  readonly at: number;
  /** Of a note; null once it was removed. */
  readonly text: string | null;
  /** Who answers from then on; null for nobody. */
  readonly to: ParticipantId | null;
  /** The log has it. */
  readonly sent: boolean;
}

/** See {@link openNotes}. */
export interface Notes {
  readonly lines: ReadonlySignal<readonly StaffLine[]>;
  /** Writes a note; a refusal gives its text back to the page. */
  add(text: string, refused: (code: ErrorCode, text: string) => void): void;
  /** Removes a note for the whole team; rejects with `Refused`. */
  erase(seq: number): Promise<{ seq: number }>;
  close(): void;
}

function lineOf({ cid, seq, actor: by, at, body }: Event): StaffLine[] {
  const said = { seq, by, at, sent: true };
  switch (body.kind) {
    case 'note_added':
      return [{ ...said, key: cid, kind: 'note', text: body.text, to: null }];
    // Of this stream only notes are erased.
    case 'erased':
      return [{ ...said, key: cid, kind: 'note', text: null, to: null }];
    case 'assigned':
      return [{ ...said, key: `assigned-${seq}`, kind: 'assigned', text: '', to: body.to }];
    default:
      return [];
  }
}

/** Takes the words from the notes that these events erase. */
function withoutErased(lines: readonly StaffLine[], events: readonly Event[]): StaffLine[] {
  const gone = new Set(
    events.flatMap(({ body }) => (body.kind === 'redacted' ? [body.targetSeq] : [])),
  );
  return lines.map((one) => (one.seq !== null && gone.has(one.seq) ? { ...one, text: null } : one));
}

/** Opens the staff stream beside an open conversation, over which notes are written. */
export function openNotes(
  client: Pick<Client, 'staff'>,
  id: ConversationId,
  conversation: Pick<Conversation, 'me' | 'op'>,
): Notes {
  const lines = signal<readonly StaffLine[]>([]);
  const add = (fresh: readonly StaffLine[], forget: boolean) => {
    const known = new Set(fresh.map((one) => one.key));
    const kept = lines.value.filter((one) => !known.has(one.key) && (!forget || !one.sent));
    // What is on its way stays last.
    lines.value = [...kept, ...fresh].sort((a, b) => Number(b.sent) - Number(a.sent));
  };
  const topic = client.staff(id, {
    snapshot: (whole) => add(whole.messages.flatMap(lineOf), true),
    events: (events) => {
      add(events.flatMap(lineOf), false);
      lines.value = withoutErased(lines.value, events);
    },
  });
  return {
    lines,
    add: (text, refused) => {
      const key = newId();
      const line = { key, kind: 'note', seq: null, text, to: null, sent: false } as const;
      lines.value = [...lines.value, { ...line, by: conversation.me, at: Date.now() }];
      conversation.op({ do: 'add_note', text }, key).catch((error) => {
        lines.value = lines.value.filter((one) => one.key !== key);
        refused(codeOf(error), text);
      });
    },
    erase: (seq) => conversation.op({ do: 'redact', stream: 'staff', seq }),
    close: () => topic.close(),
  };
}

/** An entry of the public thread, or a line of the staff's. */
export type StaffEntry = Entry | { readonly kind: 'staff'; readonly line: StaffLine };

/** Puts the staff's lines between the entries by their time; a group that goes on is divided. */
export function weave(entries: readonly Entry[], lines: readonly StaffLine[]): StaffEntry[] {
  const woven: StaffEntry[] = [];
  let next = 0;
  const upTo = (at: number) => {
    for (let line = lines[next]; line?.sent && line.at < at; line = lines[next]) {
      woven.push({ kind: 'staff', line });
      next += 1;
    }
  };
  for (const entry of entries) {
    if (entry.kind !== 'group') {
      if ('at' in entry) upTo(entry.at);
      woven.push(entry);
      continue;
    }
    let rest = entry.messages;
    for (;;) {
      const [first] = rest;
      if (!first) break;
      upTo(first.at);
      const until = lines[next]?.sent ? (lines[next]?.at ?? 0) : Number.POSITIVE_INFINITY;
      const count = rest.findIndex((one) => one.at > until);
      const part = count < 0 ? rest : rest.slice(0, count);
      const key = first === entry.messages[0] ? entry.key : `${entry.key}-${first.key}`;
      woven.push({ ...entry, key, at: first.at, messages: part });
      rest = rest.slice(part.length);
    }
  }
  for (const line of lines.slice(next)) woven.push({ kind: 'staff', line });
  return woven;
}
