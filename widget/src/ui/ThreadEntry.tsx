/** @file What stands in a thread: days, arrivals, groups of one author. */

import type { ComponentChildren } from 'preact';
import { formatDay, formatTime, type TextKey, t } from '../i18n/i18n';
import { Avatar } from './Avatar';
import { Message, type MessageView } from './Message';
import { NoteEntry, type NoteProps } from './NoteEntry';
import { PictureLine, type Pictures } from './PictureLine';

/** Somebody as the thread shows them. */
export interface Author {
  readonly name: string;
  /** Whether that is a name, or words for somebody without one. */
  readonly named: boolean;
  readonly colour: number | null;
}

/** What stands in a thread. */
export type ThreadEntry =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | ({ readonly kind: 'note'; readonly key: string } & NoteProps)
  | { readonly kind: 'line'; readonly key: string; readonly text: string }
  | { readonly kind: 'joined'; readonly key: string; readonly by: string }
  | {
      readonly kind: 'resolved' | 'reopened';
      readonly key: string;
      readonly by: string;
      readonly mine: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'product' | 'proposal';
      readonly key: string;
      readonly id: string;
      readonly by: string;
      readonly mine: boolean;
      readonly at: number;
    }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly by: string;
      readonly mine: boolean;
      readonly at: number;
      readonly messages: readonly MessageView[];
    };

/** What all entries need. */
export interface EntryProps {
  readonly authorOf: (id: string) => Author;
  /** Words under pending messages, when they wait for more than the answer. */
  readonly pendingNote: TextKey | null;
  readonly failedNote: (key: string) => TextKey;
  /** Messages after this time slide in; those before were there. */
  readonly since: number;
  readonly onRetry: (key: string) => void;
  readonly onDiscard: (key: string) => void;
  /** Whether it may be removed for everybody. */
  readonly erasable: (message: MessageView, mine: boolean) => boolean;
  readonly onErase: (seq: number) => void;
  readonly pictures: Pictures;
  /** The card of a product or of a proposal; nothing for one that is unknown. */
  readonly card: (kind: 'product' | 'proposal', id: string) => ComponentChildren;
}

type LineProps = EntryProps & { readonly message: MessageView; readonly mine: boolean };

function OneLine({ message, mine, ...props }: LineProps) {
  const { seq } = message;
  const arriving = message.at > props.since;
  if (message.picture !== null) {
    const { picture } = message;
    return <PictureLine picture={picture} pictures={props.pictures} arriving={arriving} />;
  }
  return (
    <Message
      message={message}
      mine={mine}
      note={message.state === 'failed' ? props.failedNote(message.key) : props.pendingNote}
      arriving={arriving}
      onRetry={props.onRetry}
      onDiscard={props.onDiscard}
      onErase={seq !== null && props.erasable(message, mine) ? () => props.onErase(seq) : null}
    />
  );
}

function Group({ entry, ...props }: EntryProps & { entry: ThreadEntry & { kind: 'group' } }) {
  const author = props.authorOf(entry.by);
  return (
    <li class={`group ${entry.mine ? 'mine' : 'theirs'}`}>
      {!entry.mine && (
        <>
          <div class="group-head">
            <bdi>{author.name}</bdi>
            <time dateTime={new Date(entry.at).toISOString()}>{formatTime(entry.at)}</time>
          </div>
          <Avatar name={author.named ? author.name : null} colour={author.colour} small />
        </>
      )}
      <div class="bubbles">
        {entry.mine && (
          <span class="hidden-text">{t('thread.you', { time: formatTime(entry.at) })}</span>
        )}
        {entry.messages.map((message) => (
          <OneLine key={message.key} message={message} mine={entry.mine} {...props} />
        ))}
      </div>
    </li>
  );
}

const LINES = {
  resolved: { mine: 'thread.ended.you', theirs: 'thread.ended' },
  reopened: { mine: 'thread.reopened.you', theirs: 'thread.reopened' },
} as const;

/** Draws it. */
export function Entry({ entry, ...props }: EntryProps & { readonly entry: ThreadEntry }) {
  switch (entry.kind) {
    case 'day':
      return (
        <li class="thread-day">
          <time dateTime={new Date(entry.at).toISOString()}>{formatDay(entry.at)}</time>
        </li>
      );
    case 'note':
      return <NoteEntry {...entry} />;
    case 'line':
      return <li class="thread-line">{entry.text}</li>;
    case 'joined':
      return (
        <li class="thread-line">{t('thread.joined', { name: props.authorOf(entry.by).name })}</li>
      );
    case 'resolved':
    case 'reopened': {
      const { name } = props.authorOf(entry.by);
      const words = LINES[entry.kind];
      return (
        <li class="thread-line" data-testid={`line-${entry.kind}`}>
          {entry.mine ? t(words.mine) : t(words.theirs, { name })}
        </li>
      );
    }
    case 'product':
    case 'proposal':
      return (
        <li class={`card-entry ${entry.mine ? 'mine' : 'theirs'}`}>
          {props.card(entry.kind, entry.id)}
        </li>
      );
    case 'group':
      return <Group entry={entry} {...props} />;
  }
}
