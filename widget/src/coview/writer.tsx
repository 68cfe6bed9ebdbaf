/** @file Where words for a picture are written: at the place they will stand. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { MARK_TEXT_CHARS } from '../wire/generated';
import type { StageView } from './stage_view';
import type { Say } from './texts';
import { takesWords } from './tools';
import { isRtl, LETTER } from './words';

/** See {@link Writer}. */
export interface WriterProps {
  readonly view: StageView;
  readonly t: Say;
  readonly colour: string;
}

/** Letters on a phone are at least this large: below it the browser zooms the page. */
const SMALLEST_PX = 16;

/**
 * Draws it. It is there, unseen, as soon as a tool that takes words is in hand: a phone opens its
 * keyboard only for a field that gets the focus in the very task of the press.
 */
export function Writer({ view, t, colour }: WriterProps) {
  const { desk, camera } = view.model;
  const field = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState('');
  const writing = desk.writing.value;
  const tool = desk.tool.value;
  useEffect(() => {
    view.onWriting = () => field.current?.focus({ preventScroll: true });
    return () => {
      view.onWriting = null;
    };
  }, [view]);
  useEffect(() => {
    if (writing) field.current?.focus({ preventScroll: true });
  }, [writing]);
  if (!writing && !takesWords(tool)) return null;
  const at = writing ? view.onSurface(writing.at) : { x: 0, y: 0 };
  const letters = writing
    ? Math.max(SMALLEST_PX, writing.width * camera.camera.scale * LETTER)
    : 16;
  const room = view.width.value;
  // Near an edge it moves inwards; the words themselves stand where the finger was.
  const x = Math.min(Math.max(8, at.x), Math.max(8, room - 200));
  const done = (keep: boolean) => {
    if (keep) desk.write(text);
    else desk.giveUpWriting();
    setText('');
  };
  return (
    <textarea
      ref={field}
      class="cv-writer"
      data-writing={writing?.tool ?? ''}
      rows={1}
      dir={text === '' ? undefined : isRtl(text) ? 'rtl' : 'ltr'}
      maxLength={MARK_TEXT_CHARS}
      tabIndex={writing ? 0 : -1}
      aria-hidden={writing ? undefined : true}
      aria-label={t(writing?.tool === 'pin' ? 'stage.write.pin' : 'stage.write.text')}
      placeholder={t(writing?.tool === 'pin' ? 'stage.write.pin' : 'stage.write.text')}
      style={{ translate: `${x}px ${at.y}px`, fontSize: `${letters}px`, borderColor: colour }}
      value={text}
      onInput={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.isComposing) return;
        if (event.key === 'Enter' && !event.shiftKey) {
          event.preventDefault();
          done(true);
          backToPicture(event.currentTarget);
        } else if (event.key === 'Escape') {
          event.preventDefault();
          done(false);
          backToPicture(event.currentTarget);
        }
      }}
      onBlur={() => {
        if (writing) done(true);
      }}
    />
  );
}

function backToPicture(field: HTMLElement): void {
  const surface = field.closest('[data-stage]')?.querySelector('.cv-surface');
  if (surface instanceof HTMLElement) surface.focus({ preventScroll: true });
}
