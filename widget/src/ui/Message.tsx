/** @file One message as text and links, with what became of it. */

import type { TextKey } from '../i18n/i18n';
import { formatTime, t } from '../i18n/i18n';
import { linked } from './linked';

/** A message on screen. */
export interface MessageView {
  readonly key: string;
  readonly text: string;
  readonly at: number;
  readonly state: 'sent' | 'pending' | 'failed';
}

/** See {@link Message}. */
export interface MessageProps {
  readonly message: MessageView;
  readonly mine: boolean;
  /** Words for the state of a message that is not there yet; null for none. */
  readonly note: TextKey | null;
  readonly arriving: boolean;
  readonly onRetry: (key: string) => void;
  readonly onDiscard: (key: string) => void;
}

function Text({ text }: { readonly text: string }) {
  return (
    <>
      {linked(text).map((piece) =>
        piece.kind === 'text' ? (
          piece.text
        ) : (
          <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ),
      )}
    </>
  );
}

/** Draws it. */
export function Message({ message, mine, note, arriving, onRetry, onDiscard }: MessageProps) {
  const { key, state, text } = message;
  return (
    <div
      class={`bubble-row ${arriving ? 'arriving' : ''}`}
      data-testid="message"
      data-state={state}
      data-mine={mine}
    >
      <p class="bubble" dir="auto" title={formatTime(message.at)}>
        <Text text={text} />
      </p>
      {state === 'failed' && (
        <div class="bubble-note failed">
          <span>{t(note ?? 'message.failed')}</span>
          <button type="button" class="link-button" onClick={() => onRetry(key)}>
            {t('message.retry')}
          </button>
          <button type="button" class="link-button" onClick={() => onDiscard(key)}>
            {t('message.discard')}
          </button>
        </div>
      )}
      {state === 'pending' && note && <div class="bubble-note">{t(note)}</div>}
    </div>
  );
}
