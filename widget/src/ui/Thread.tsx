/** @file The messages of a conversation: days, groups of one author, who writes. */

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { Icon } from './Icon';
import { down } from './icons';
import { type Author, Entry, type EntryProps, type ThreadEntry } from './ThreadEntry';

/** See {@link Thread}. */
export interface ThreadProps extends EntryProps {
  readonly entries: readonly ThreadEntry[];
  readonly writing: readonly Author[];
  /** Called when the reader nears the beginning. */
  readonly onNearStart: () => void;
  /** Above the first message. */
  readonly head?: ComponentChildren;
  /** Below the last message. */
  readonly foot?: ComponentChildren;
}

const NEAR_START_PX = 200;
const AT_END_PX = 40;

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
            <Entry key={entry.key} entry={entry} {...props} />
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
