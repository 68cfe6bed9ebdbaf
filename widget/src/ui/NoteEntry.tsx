/** @file What only staff sees: a private note with its lock, or a line about who answers. */

import { useState } from 'preact/hooks';
import { formatTime } from '../i18n/i18n';
import { EraseQuestion } from './EraseQuestion';
import { Icon } from './Icon';
import { IconButton } from './IconButton';
import { bin, lock } from './icons';
import { linked } from './linked';

/** The words of a note, which are the page's. */
export interface NoteWords {
  /** "Private note". */
  readonly label: string;
  /** Of the button that removes it. */
  readonly erase: string;
  /** What is left of it. */
  readonly erased: string;
}

/** See {@link NoteEntry}. */
export interface NoteProps {
  readonly author: string;
  readonly words: NoteWords;
  /** Null once it was removed. */
  readonly text: string | null;
  readonly at: number;
  /** The log has it. */
  readonly sent: boolean;
  /** Null where the reader may not remove it. */
  readonly onErase: (() => void) | null;
}

/** Draws it on its own tint, across the whole width: nobody takes it for a message. */
export function NoteEntry({ author, words, text, at, sent, onErase }: NoteProps) {
  const [asking, setAsking] = useState(false);
  const erased = text === null;
  return (
    <li
      class={`note ${sent ? '' : 'waits'} ${erased ? 'erased' : ''}`}
      data-testid={erased ? 'note-erased' : 'note'}
      data-sent={sent}
    >
      <div class="note-head">
        <Icon svg={lock} small />
        <span>{words.label}</span>
        <bdi>{author}</bdi>
        <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>
        {onErase !== null && !asking && (
          <IconButton
            svg={bin}
            class="note-erase"
            label={words.erase}
            onClick={() => setAsking(true)}
          />
        )}
      </div>
      {erased ? (
        <p>{words.erased}</p>
      ) : (
        <p dir="auto">
          {linked(text).map((piece) =>
            piece.kind === 'text' ? (
              piece.text
            ) : (
              <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
                {piece.text}
              </a>
            ),
          )}
        </p>
      )}
      {asking && onErase !== null && (
        <EraseQuestion
          onYes={() => {
            setAsking(false);
            onErase();
          }}
          onNo={() => setAsking(false)}
        />
      )}
    </li>
  );
}
