/** @file The messages of a conversation: days, groups of one author, who writes. */

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { formatDay, formatTime, type TextKey, t } from '../i18n/i18n';
import { Avatar } from './Avatar';
import { Icon } from './Icon';
import { down } from './icons';
import { Message, type MessageView } from './Message';

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
  | { readonly kind: 'joined'; readonly key: string; readonly by: string }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly by: string;
      readonly mine: boolean;
      readonly at: number;
      readonly messages: readonly MessageView[];
    };

/** See {@link Thread}. */
export interface ThreadProps {
  readonly entries: readonly ThreadEntry[];
  readonly authorOf: (id: string) => Author;
  readonly writing: readonly Author[];
  /** Words under pending messages, when they wait for more than the answer. */
  readonly pendingNote: TextKey | null;
  readonly failedNote: (key: string) => TextKey;
  /** Messages after this time slide in; those before were there. */
  readonly since: number;
  readonly onRetry: (key: string) => void;
  readonly onDiscard: (key: string) => void;
  /** Called when the reader nears the beginning. */
  readonly onNearStart: () => void;
  /** Above the first message. */
  readonly head?: ComponentChildren;
  /** Below the last message. */
  readonly foot?: ComponentChildren;
}

const NEAR_START_PX = 200;
const AT_END_PX = 40;

function Group({ entry, props }: { entry: ThreadEntry & { kind: 'group' }; props: ThreadProps }) {
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
          <Message
            key={message.key}
            message={message}
            mine={entry.mine}
            note={message.state === 'failed' ? props.failedNote(message.key) : props.pendingNote}
            arriving={message.at > props.since}
            onRetry={props.onRetry}
            onDiscard={props.onDiscard}
          />
        ))}
      </div>
    </li>
  );
}

function Entry({ entry, props }: { readonly entry: ThreadEntry; readonly props: ThreadProps }) {
  switch (entry.kind) {
    case 'day':
      return <li class="thread-day">{formatDay(entry.at)}</li>;
    case 'joined':
      return (
        <li class="thread-line">{t('thread.joined', { name: props.authorOf(entry.by).name })}</li>
      );
    case 'group':
      return <Group entry={entry} props={props} />;
  }
}

/** Draws it; stays at the end unless the reader went up. */
export function Thread(props: ThreadProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const place = useRef({ atEnd: true, height: 0, top: 0 });
  const [away, setAway] = useState(false);

  function toEnd() {
    const box = scroll.current;
    if (box) box.scrollTop = box.scrollHeight;
  }

  useLayoutEffect(() => {
    const box = scroll.current;
    if (!box) return;
    // What came in above must not move what is being read.
    if (place.current.atEnd) box.scrollTop = box.scrollHeight;
    else if (box.scrollTop < NEAR_START_PX && box.scrollHeight > place.current.height) {
      box.scrollTop = place.current.top + box.scrollHeight - place.current.height;
    }
    place.current.height = box.scrollHeight;
  }, [props.entries, props.writing.length, props.foot]);

  useLayoutEffect(() => {
    const box = scroll.current;
    if (!box) return;
    const watch = new ResizeObserver(() => place.current.atEnd && toEnd());
    watch.observe(box);
    return () => watch.disconnect();
  }, []);

  function scrolled() {
    const box = scroll.current;
    if (!box) return;
    const left = box.scrollHeight - box.scrollTop - box.clientHeight;
    place.current = { atEnd: left < AT_END_PX, height: box.scrollHeight, top: box.scrollTop };
    setAway(left > AT_END_PX * 4);
    if (box.scrollTop < NEAR_START_PX) props.onNearStart();
  }

  const first = props.writing[0];
  return (
    <div class="thread">
      <div
        class="thread-scroll"
        ref={scroll}
        onScroll={scrolled}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard too
        tabIndex={0}
        role="log"
        aria-label={t('thread.label')}
      >
        <ol>
          {props.head && <li class="thread-top">{props.head}</li>}
          {props.entries.map((entry) => (
            <Entry key={entry.key} entry={entry} props={props} />
          ))}
          {first && (
            <li class={`writing ring-${first.colour ?? 0}`}>
              <span class="writing-dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              {t('thread.writing', { name: first.name })}
            </li>
          )}
          {props.foot && <li>{props.foot}</li>}
        </ol>
      </div>
      {away && (
        <button type="button" class="button thread-newer" onClick={toEnd}>
          <Icon svg={down} small />
          {t('thread.newest')}
        </button>
      )}
    </div>
  );
}
