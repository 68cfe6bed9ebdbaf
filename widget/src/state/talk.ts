/**
 * @file One conversation as a thread with a composer shows it, for the panel and the console
 * alike. Names and words are the page's, because this layer knows no language.
 */

import { codeOf } from '../net/refused';
import {
  type ErrorCode,
  type ItemId,
  type MediaId,
  type ParticipantId,
  REDACT_WITHIN_MS,
  type Role,
} from '../wire/generated';
import type { Conversation } from './conversation';
import { failedNote } from './failed_note';
import type { LinkView } from './link_view';
import { colour, roleOf } from './people';

/** How a page calls somebody. */
export interface Called {
  readonly name: string;
  /** Whether that is a name, or words for somebody without one. */
  readonly named: boolean;
}

/** What a page gives its thread. */
export interface TalkSources {
  /** The address of a small copy of a picture; another one than `failed`. */
  readonly thumb: (media: MediaId, failed: string | null) => Promise<string>;
  /** The clock of the room. */
  readonly roomNow: () => number;
  readonly onProblem: (code: ErrorCode) => void;
  /** A picture of the thread is going to be on the stage. */
  readonly onView?: () => void;
}

/** Everything both pages show and do alike; what differs comes as further props. */
export function talkOf(
  conversation: Conversation,
  link: LinkView,
  call: (id: ParticipantId, role: Role | null) => Called,
  { thumb, roomNow, onProblem, onView }: TalkSources,
) {
  const { participants, items } = conversation.room.value;
  const people = conversation.people.value;
  const messages = conversation.messages.value;
  const authorOf = (id: ParticipantId) => ({
    ...call(id, roleOf(participants, people, id)),
    colour: colour(participants, people, id),
  });
  const orTell = (answer: Promise<unknown>) => {
    answer.catch((error) => onProblem(codeOf(error)));
  };
  return {
    link,
    erasable: (message: { readonly at: number }, mine: boolean) =>
      mine && roomNow() - message.at < REDACT_WITHIN_MS,
    onErase: (seq: number) => orTell(conversation.erase(seq)),
    pictures: {
      load: thumb,
      viewable: (item: ItemId) => items.some((one) => one.id === item && !one.removed),
      onView: (item: ItemId) => {
        onView?.();
        const { shown } = conversation.room.peek();
        if (shown.length === 1 && shown[0] === item) return;
        orTell(conversation.op({ do: 'show_items', items: [item] }));
      },
    },
    entries: conversation.entries.value,
    authorOf,
    writing: conversation.writing.value.map(authorOf),
    // Without a break a message is there before one could read this.
    pendingNote: link.kind === 'fine' ? null : ('message.willBeSent' as const),
    failedNote: (key: string) => failedNote(messages, key),
    onRetry: conversation.sayAgain,
    onDiscard: conversation.giveUp,
    onNearStart: conversation.loadOlder,
    onWrites: conversation.writes,
    onSay: conversation.say,
  };
}
