/** @file One message as text and links, with what became of it. */

import { useEffect, useRef, useState } from 'preact/hooks';
import type { TextKey } from '../i18n/i18n';
import { formatTime, t } from '../i18n/i18n';
import { EraseQuestion } from './EraseQuestion';
import { Fate, type FateProps } from './Fate';
import { IconButton } from './IconButton';
import { bin } from './icons';
import { linked } from './linked';

/** A message on screen. */
export interface MessageView {
  readonly key: string;
  /** Its place in the log; null while it is on its way. */
  readonly seq: number | null;
  readonly text: string;
  readonly at: number;
  readonly state: 'sent' | 'pending' | 'failed' | 'erased';
  /** A picture instead of words. */
  readonly picture: {
    readonly item: string;
    readonly media: string;
    readonly title: string;
  } | null;
  /** Shown below the last one that got as far. */
  readonly fate: FateProps['fate'] | null;
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
  /** Null where it cannot be removed. */
  readonly onErase: (() => void) | null;
}

/** A finger that rests this long asks what can be done. */
const LONG_PRESS_MS = 450;

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
export function Message(props: MessageProps) {
  const { message, mine, note, arriving, onRetry, onDiscard, onErase } = props;
  const { key, state, text, fate } = message;
  const [asking, setAsking] = useState(false);
  const press = useRef<ReturnType<typeof setTimeout>>();
  const release = () => clearTimeout(press.current);
  useEffect(() => release, []);
  if (state === 'erased') {
    return (
      <div class="bubble-row" data-testid="erased">
        <p class="bubble erased">{t('message.erased')}</p>
      </div>
    );
  }
  return (
    <div
      class={`bubble-row ${arriving ? 'arriving' : ''}`}
      data-testid="message"
      data-state={state}
      data-mine={mine}
    >
      <div
        class="bubble-line"
        onPointerDown={(event) => {
          if (onErase === null || event.pointerType === 'mouse') return;
          press.current = setTimeout(() => setAsking(true), LONG_PRESS_MS);
        }}
        onPointerMove={release}
        onPointerUp={release}
        onPointerCancel={release}
      >
        {onErase !== null && !asking && (
          <IconButton
            svg={bin}
            class="bubble-erase"
            label={t('message.erase')}
            onClick={() => setAsking(true)}
          />
        )}
        <p class="bubble" dir="auto" title={formatTime(message.at)}>
          <Text text={text} />
        </p>
      </div>
      {asking && onErase !== null && (
        <EraseQuestion
          onYes={() => {
            setAsking(false);
            onErase();
          }}
          onNo={() => setAsking(false)}
        />
      )}
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
      {fate !== null && <Fate fate={fate} />}
    </div>
  );
}
