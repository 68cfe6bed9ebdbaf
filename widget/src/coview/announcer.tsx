/** @file The live region of the stage. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { announce, type Listener, Speaker } from './announcements';
import type { StagePort } from './port';

/** See {@link Announcer}. */
export interface AnnouncerProps {
  readonly port: StagePort;
  /** What the words depend on, by now. */
  readonly listener: () => Listener;
}

/** Tells what changes, calmly. */
export function Announcer({ port, listener }: AnnouncerProps) {
  const words = useSignal('');
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const speaker = new Speaker(
      (sentence) => {
        words.value = sentence;
      },
      (n) => latest.current().t('stage.said.more', { n }),
    );
    let before = port.state.peek();
    // What was there when one came is the picture's own description.
    let first = before.seq === 0;
    const stop = port.state.subscribe((after) => {
      if (!first) speaker.add(announce(before, after, latest.current()));
      first = before.seq === 0 && after.seq === 0;
      before = after;
    });
    return () => {
      stop();
      speaker.dispose();
    };
  }, [port]);
  return (
    <p class="cv-hidden" aria-live="polite">
      {words.value}
    </p>
  );
}
