/**
 * @file One conversation as a thread with a composer shows it, for the panel and the console
 * alike. Names and words are the page's, because this layer knows no language.
 */

import type { ParticipantId, Role } from '../wire/generated';
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

/** Everything both pages show and do alike; what differs comes as further props. */
export function talkOf(
  conversation: Conversation,
  link: LinkView,
  call: (id: ParticipantId, role: Role | null) => Called,
) {
  const { participants } = conversation.room.value;
  const people = conversation.people.value;
  const messages = conversation.messages.value;
  const authorOf = (id: ParticipantId) => ({
    ...call(id, roleOf(participants, people, id)),
    colour: colour(participants, people, id),
  });
  return {
    link,
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
