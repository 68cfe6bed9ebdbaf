/** @file A conversation to read, print and keep: words, and pictures with what was drawn on them. */

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatDate, formatMoment, formatTime } from '../i18n/i18n';
import { transcriptText as say } from '../i18n/transcript';
import type { Record } from '../state/record';
import { Button } from '../ui/Button';
import { IconButton } from '../ui/IconButton';
import { close, download, printer } from '../ui/icons';
import type { Item } from '../wire/generated';
import { type Block, blocksOf } from './blocks';
import { saveTranscript } from './file';
import { Marks } from './marks';
import { createStills, type Stills } from './still';

/** What a page gives to its transcript. */
export interface TranscriptProps {
  /** Whose shop it was. */
  readonly shop: string;
  readonly record: Record;
  readonly nameOf: (id: string) => string;
  /** Colour of a participant, as `#RRGGBB`. */
  readonly colourOf: (id: string) => string;
  readonly bitmap: (media: string, variant: 'fit') => Promise<ImageBitmap>;
  /** Whether the reader may have the private notes in it. */
  readonly mayHaveNotes: boolean;
  readonly onClose: () => void;
}

interface StillProps extends Pick<TranscriptProps, 'nameOf' | 'colourOf'> {
  readonly still: Block & { readonly kind: 'still' };
  readonly stills: Stills;
}

/** The picture upright, turned as it was turned. */
function Sheet({ item, src, children }: { item: Item; src: string; children: preact.JSX.Element }) {
  const { width, height } = item.size;
  const sideways = item.quarterTurns % 2 === 1;
  return (
    <div
      class="transcript-frame"
      style={{ aspectRatio: sideways ? `${height} / ${width}` : `${width} / ${height}` }}
    >
      <div
        class="transcript-sheet"
        style={{
          aspectRatio: `${width} / ${height}`,
          inlineSize: `${sideways ? (width / height) * 100 : 100}%`,
          transform: `translate(-50%, -50%) rotate(${item.quarterTurns * 90}deg)`,
        }}
      >
        <img src={src} alt="" />
        {children}
      </div>
    </div>
  );
}

function Still({ still, stills, colourOf }: StillProps) {
  const { item, marks } = still;
  const [src, setSrc] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    stills.get(item.media).then((address) => wanted && setSrc(address));
    return () => {
      wanted = false;
    };
  }, [stills, item.media]);
  const title = item.title || say('transcript.picture');
  const words = marks.length > 0 ? `${title} (${say('transcript.marks')})` : title;
  return (
    <figure class="transcript-still" data-testid="transcript-still" data-state={stateOf(src)}>
      {src ? (
        <Sheet item={item} src={src}>
          <Marks item={item} marks={marks} colourOf={colourOf} />
        </Sheet>
      ) : (
        <p class="transcript-gone">{src === null ? say('transcript.gone') : ''}</p>
      )}
      <figcaption>
        <bdi>{words}</bdi>
      </figcaption>
    </figure>
  );
}

function stateOf(src: string | null | undefined): string {
  if (src === undefined) return 'loading';
  return src === null ? 'gone' : 'ready';
}

type LineProps = Pick<TranscriptProps, 'nameOf' | 'colourOf'> & {
  readonly block: Exclude<Block, { readonly kind: 'still' }>;
};

function Line({ block, nameOf, colourOf }: LineProps) {
  const name = nameOf(block.by);
  if (block.kind === 'resolved' || block.kind === 'reopened') {
    const key = block.kind === 'resolved' ? 'transcript.ended' : 'transcript.reopened';
    return <p class="transcript-line">{say(key, { name })}</p>;
  }
  const erased = !('text' in block);
  const words = 'text' in block ? block.text : say('transcript.erased');
  return (
    <div class={`transcript-words ${block.kind === 'note' ? 'is-note' : ''}`}>
      <p class="transcript-by">
        <span class="transcript-dot" style={{ background: colourOf(block.by) }} />
        <bdi>{name}</bdi>
        {block.kind === 'note' && <span>{say('transcript.note')}</span>}
        <time dateTime={new Date(block.at).toISOString()}>{formatTime(block.at)}</time>
      </p>
      <p class={erased ? 'transcript-erased' : ''} dir="auto">
        {words}
      </p>
    </div>
  );
}

function isNewDay(blocks: readonly Block[], at: number): boolean {
  const [before, now] = [blocks[at - 1], blocks[at]];
  if (!now) return false;
  return !before || new Date(before.at).toDateString() !== new Date(now.at).toDateString();
}

/** Draws it over the whole page; the browser's own dialog keeps the focus in. */
export function Transcript(props: TranscriptProps) {
  const { record, shop } = props;
  const [notes, setNotes] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const sheet = useRef<HTMLElement>(null);
  const stills = useMemo(() => createStills(props.bitmap), [props.bitmap]);
  const blocks = useMemo(() => blocksOf(record, notes), [record, notes]);
  const began = record.steps[0]?.event.at ?? null;
  const title = `${say('transcript.title')} · ${shop}`;
  useEffect(() => dialog.current?.showModal(), []);
  const save = () => {
    if (sheet.current) saveTranscript(sheet.current, title, began ?? 0);
  };
  return (
    <dialog
      class="transcript"
      ref={dialog}
      aria-label={title}
      data-testid="transcript"
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="transcript-bar">
        {props.mayHaveNotes && (
          <label class="transcript-choice">
            <input
              type="checkbox"
              checked={notes}
              data-testid="transcript-notes"
              onChange={(event) => setNotes(event.currentTarget.checked)}
            />
            {say('transcript.notes')}
          </label>
        )}
        <span class="transcript-gap" />
        <Button small svg={printer} onClick={() => window.print()}>
          {say('transcript.print')}
        </Button>
        <Button small svg={download} testId="transcript-download" onClick={save}>
          {say('transcript.download')}
        </Button>
        <IconButton svg={close} label={say('transcript.close')} onClick={props.onClose} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys scroll what has the focus */}
      <section class="transcript-scroll" tabIndex={0} aria-label={title}>
        <article class="transcript-page" ref={sheet}>
          <header>
            <h1>{title}</h1>
            {began !== null && (
              <p class="transcript-began">
                <time dateTime={new Date(began).toISOString()}>{formatMoment(began)}</time>
              </p>
            )}
          </header>
          {blocks.length === 0 && <p class="transcript-line">{say('transcript.empty')}</p>}
          {blocks.map((block, at) => (
            <section key={block.key} class="transcript-block">
              {isNewDay(blocks, at) && (
                <h2>
                  <time dateTime={new Date(block.at).toISOString()}>{formatDate(block.at)}</time>
                </h2>
              )}
              {block.kind === 'still' ? (
                <Still still={block} stills={stills} {...props} />
              ) : (
                <Line block={block} {...props} />
              )}
            </section>
          ))}
        </article>
      </section>
    </dialog>
  );
}
