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
  readonly by: ParticipantId;
  readonly at: number;
  /** Of a note. */
  readonly text: string;
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
  close(): void;
}

function lineOf({ cid, seq, actor: by, at, body }: Event): StaffLine[] {
  if (body.kind === 'note_added') {
    return [{ key: cid, kind: 'note', by, at, text: body.text, to: null, sent: true }];
  }
  if (body.kind === 'assigned') {
    return [
      { key: `assigned-${seq}`, kind: 'assigned', by, at, text: '', to: body.to, sent: true },
    ];
  }
  return [];
}

/** Opens the staff stream beside an open conversation, over which notes are written. */
export function openNotes(client: Client, id: ConversationId, conversation: Conversation): Notes {
  const lines = signal<readonly StaffLine[]>([]);
  const add = (fresh: readonly StaffLine[], forget: boolean) => {
    const known = new Set(fresh.map((one) => one.key));
    const kept = lines.value.filter((one) => !known.has(one.key) && (!forget || !one.sent));
    // What is on its way stays last.
    lines.value = [...kept, ...fresh].sort((a, b) => Number(b.sent) - Number(a.sent));
  };
  const topic = client.staff(id, {
    snapshot: (whole) => add(whole.messages.flatMap(lineOf), true),
    events: (events) => add(events.flatMap(lineOf), false),
  });
  return {
    lines,
    add: (text, refused) => {
      const key = newId();
      const line = { key, kind: 'note', by: conversation.me, at: Date.now(), text } as const;
      lines.value = [...lines.value, { ...line, to: null, sent: false }];
      conversation.op({ do: 'add_note', text }, key).catch((error) => {
        lines.value = lines.value.filter((one) => one.key !== key);
        refused(codeOf(error), text);
      });
    },
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
