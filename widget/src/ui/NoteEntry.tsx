/** @file What only staff sees: a private note with its lock, or a line about who answers. */

import { formatTime } from '../i18n/i18n';
import { Icon } from './Icon';
import { lock } from './icons';
import { linked } from './linked';

/** See {@link NoteEntry}. */
export interface NoteProps {
  readonly author: string;
  /** "Private note" in the words of the page. */
  readonly label: string;
  readonly text: string;
  readonly at: number;
  /** The log has it. */
  readonly sent: boolean;
}

/** Draws it on its own tint, across the whole width: nobody takes it for a message. */
export function NoteEntry({ author, label, text, at, sent }: NoteProps) {
  return (
    <li class={`note ${sent ? '' : 'waits'}`} data-testid="note" data-sent={sent}>
      <div class="note-head">
        <Icon svg={lock} small />
        <span>{label}</span>
        <bdi>{author}</bdi>
        <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>
      </div>
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
    </li>
  );
}
