/** @file A chosen picture before anybody else sees it: show it, cover something first, or do not. */

import './upload.css';
import brushIcon from 'lucide-static/icons/brush.svg?raw';
import boxIcon from 'lucide-static/icons/rectangle-horizontal.svg?raw';
import undoIcon from 'lucide-static/icons/undo-2.svg?raw';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/Icon';
import { CoverPad } from './CoverPad';
import type { Cover } from './cover';
import type { Desk, Front } from './desk';
import { type Opened, paintedSize } from './prepare';
import { problemKey, type Say } from './words';

/** See {@link Sheet}. */
export interface SheetProps {
  readonly desk: Desk;
  readonly t: Say;
}

/** Draws it while something is on the desk. */
export function Sheet(props: SheetProps) {
  const front = props.desk.front.value;
  return front && <Open {...props} front={front} />;
}

interface OpenProps extends SheetProps {
  readonly front: Front;
}

function Open({ desk, t, front }: OpenProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // Gives the focus back to where it was; merely taking the element away would not.
    return () => shown?.close();
  }, []);
  const { at, all } = desk.place.value;
  return (
    <dialog
      ref={dialog}
      class="up-sheet"
      data-testid="upload-sheet"
      aria-labelledby="up-title"
      onCancel={(event) => {
        event.preventDefault();
        desk.cancel();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      {front.kind === 'ready' ? (
        <Ready key={at} desk={desk} t={t} {...front} at={at} all={all} />
      ) : (
        <>
          <h2 id="up-title" tabIndex={-1}>
            <bdi>{front.file.name}</bdi>
          </h2>
          {front.kind === 'opening' ? (
            <p role="status">{t('upload.reading')}</p>
          ) : (
            <p role="alert" data-code={front.code}>
              {t(problemKey(front.code, front.file.type.startsWith('video/')))}
            </p>
          )}
          <div class="up-buttons">
            {all > at && (
              <button type="button" class="button primary" onClick={desk.skip}>
                {t('upload.skip')}
              </button>
            )}
            <button type="button" class="button" data-upload="cancel" onClick={desk.cancel}>
              {t('upload.cancel')}
            </button>
          </div>
        </>
      )}
    </dialog>
  );
}

interface ReadyProps extends SheetProps {
  readonly opened: Opened;
  /** Whether it can only be sent smaller. */
  readonly heavy: boolean;
  readonly at: number;
  readonly all: number;
}

function Ready({ desk, t, opened, heavy, at, all }: ReadyProps) {
  const [tool, setTool] = useState<Cover['kind'] | null>(null);
  const covers = desk.covers.value;
  const busy = desk.busy.value;
  const covering = tool !== null;
  const title = useRef<HTMLHeadingElement>(null);
  // What had the focus goes with what was here before. Not onto "Show": a second press of the key
  // that opened this must send nothing.
  useEffect(() => title.current?.focus(), [covering]);
  const moves = opened.durationMs !== undefined;
  const asks = moves ? 'upload.title.clip' : 'upload.title';
  const words = t(covering ? 'upload.cover.title' : asks);
  return (
    <>
      <h2 id="up-title" ref={title} tabIndex={-1}>
        {words}
        {all > 1 && <small>{t('upload.place', { place: at, all })}</small>}
      </h2>
      <CoverPad
        opened={opened}
        covers={covers}
        tool={tool}
        label={t(covering ? 'upload.cover.hint' : moves ? 'upload.clip.frame' : 'upload.ink')}
        onCovers={desk.cover}
      />
      {covering ? (
        <div class="up-tools">
          <Kind
            now={tool}
            kind="brush"
            icon={brushIcon}
            words={t('upload.cover.brush')}
            set={setTool}
          />
          <Kind now={tool} kind="box" icon={boxIcon} words={t('upload.cover.box')} set={setTool} />
          <button
            type="button"
            class="button"
            data-cover="undo"
            disabled={covers.length === 0}
            onClick={() => desk.cover(covers.slice(0, -1))}
          >
            <Icon svg={undoIcon} small />
            {t('upload.cover.undo')}
          </button>
        </div>
      ) : null}
      <p class="up-note" role="status">
        {covers.length > 0 ? t('upload.cover.count', { n: covers.length }) : t('upload.nothingYet')}
        {covers.length > 0 && smallerWords(opened, t)}
        {moves && ` ${t('upload.clip.note')}`}
      </p>
      {heavy && !covering && (
        <p class="up-heavy" role="alert" data-code="too_big">
          {t('upload.heavy')}
        </p>
      )}
      <div class="up-buttons">
        {covering ? (
          <button
            type="button"
            class="button primary"
            data-cover="done"
            onClick={() => setTool(null)}
          >
            {t('upload.cover.done')}
          </button>
        ) : (
          <>
            <button
              type="button"
              class="button primary"
              data-upload={heavy ? 'smaller' : 'show'}
              disabled={busy}
              onClick={() => void desk.show(heavy)}
            >
              {t(heavy ? 'upload.smaller' : 'upload.show')}
            </button>
            {all > at && (
              <button
                type="button"
                class="button"
                data-upload="show-all"
                disabled={busy}
                onClick={() => void desk.showAll()}
              >
                {t('upload.showAll', { n: all - at + 1 })}
              </button>
            )}
            {!moves && (
              <button
                type="button"
                class="button"
                data-upload="cover"
                disabled={busy}
                onClick={() => setTool('brush')}
              >
                {t('upload.cover')}
              </button>
            )}
          </>
        )}
        <button type="button" class="button quiet" data-upload="cancel" onClick={desk.cancel}>
          {t('upload.cancel')}
        </button>
      </div>
    </>
  );
}

/** Says when covering costs pixels, because this browser cannot paint on all of them. */
function smallerWords({ size }: Opened, t: Say): string {
  const { width, height } = paintedSize(size);
  return width < size.width ? ` ${t('upload.cover.smaller', { width, height })}` : '';
}

interface KindProps {
  readonly now: Cover['kind'];
  readonly kind: Cover['kind'];
  readonly icon: string;
  readonly words: string;
  readonly set: (kind: Cover['kind']) => void;
}

function Kind({ now, kind, icon, words, set }: KindProps) {
  return (
    <button
      type="button"
      class="button"
      data-cover={kind}
      aria-pressed={now === kind}
      onClick={() => set(kind)}
    >
      <Icon svg={icon} small />
      {words}
    </button>
  );
}
