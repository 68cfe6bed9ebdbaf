/**
 * @file The stage: pictures two people look at together. Arranges the parts; what moves on the
 * picture is painted by `StageView` without any component taking part.
 */

import './stage.css';
import './strip.css';
import './overlays.css';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { ParticipantId, Person } from '../wire/generated';
import { AddButtons, type Adding } from './add_button';
import type { Listener } from './announcements';
import { Announcer } from './announcer';
import { Captions, CompareBar } from './compare';
import { actionOf } from './keys';
import { assertNever } from './never';
import { ClearedLine, ModeBanner, PinList, RetryLine, SelectedLine } from './notices';
import type { StagePort } from './port';
import { codeOf } from './problems';
import { ProductBar } from './product_bar';
import { StageView } from './stage_view';
import { ModeSwitch, SyncBadge } from './status';
import { ShelfButton, Strip } from './strip';
import type { Say } from './texts';
import { Toolbar } from './toolbar';
import { useVideos } from './use_videos';
import { Writer } from './writer';

/** What a page gives to the stage. */
export interface StageProps {
  /** The conversation. Another port is another stage: give the component a `key`. */
  readonly port: StagePort;
  readonly t: Say;
  /** Colour of a participant, as `#RRGGBB`. */
  readonly colourOf: (id: ParticipantId) => string;
  /** The visitor has the few tools in front, the agent all. */
  readonly variant: 'visitor' | 'agent';
  /** Less height for everything around the picture. */
  readonly compact?: boolean;
  /** All of it can be looked at, each for oneself, and nothing be changed. */
  readonly still?: boolean;
  /** What becomes of own pictures; without it none can be added. */
  readonly adding?: Adding;
  /** Code of a refused operation, to be put into words by the page. */
  readonly onProblem?: (code: string) => void;
}

/** Height the toolbar covers at the lower edge, with the gaps around it, by mouse and by thumb. */
const TOOLBAR_PX = 64;
const THUMB_TOOLBAR_PX = 70;
const GAP_PX = 12;
/** The same for the banner at the upper edge. */
const BANNER_PX = 68;

/** Draws it. */
export function Stage(props: StageProps) {
  const { port, t, variant, compact = false } = props;
  const latest = useRef(props);
  latest.current = props;
  const nameOf = (person: Person) => person.name ?? t(personKey(person));
  const view = useMemo(
    () =>
      new StageView(port, {
        colourOf: (id) => latest.current.colourOf(id),
        nameOf: (id) => nameById(latest.current, id),
        problem: (code) => latest.current.onProblem?.(code),
      }),
    [port],
  );
  useEffect(() => () => view.dispose(), [view]);
  useEffect(() => {
    if (props.still) view.model.setMode('own');
  }, [view, props.still]);
  const { model } = view;
  const item = model.item.value;
  const mode = model.mode.value;
  const title = item ? item.title || t('stage.untitled') : '';
  const percent = `${Math.round(model.zoom.value * 100)}\u202f%`;
  const elsewhere = model.elsewhere.value;
  const name = (id: string) => (id === port.me ? t('stage.person.you') : nameById(props, id));
  const still = props.still === true || model.looksOnly.value;
  const adding = still ? undefined : props.adding;
  const videos = useVideos(view, port, {
    still: () => latest.current.still === true,
    problem: (code) => latest.current.onProblem?.(code),
  });
  const notice = { port, model, t, nameOf: name };

  return (
    <section
      class={`cv-stage cv-for-${variant}${compact ? ' cv-compact' : ''}`}
      data-stage
      data-mode={mode}
      data-hand={model.desk.tool.value}
      aria-label={t('stage.label')}
      onKeyDown={(event) => pressKey(event, view, still)}
      onKeyUp={(event) => {
        if (event.key === ' ') view.heldHand = false;
      }}
      onFocusOut={() => {
        // The key may rise elsewhere.
        view.heldHand = false;
      }}
    >
      {(item || port.state.value.items.length > 0) && (
        <Strip
          port={port}
          t={t}
          model={model}
          guests={(id) =>
            [...elsewhere].filter(([, at]) => at === id).map(([who]) => props.colourOf(who))
          }
          onAdd={(media) => model.add(media)}
        >
          {adding && <AddButtons adding={adding} t={t} />}
        </Strip>
      )}
      <CompareBar model={model} t={t} />
      <ProductBar
        port={port}
        model={model}
        still={still}
        onProblem={(error) => props.onProblem?.(codeOf(error))}
      />
      <div class="cv-area">
        {item ? (
          <Surface
            view={view}
            t={t}
            compact={compact}
            banner={!still && (mode === 'own' || model.lockedOut.value)}
            words={t('stage.picture', { title, percent })}
          />
        ) : (
          <Empty port={port} t={t} adding={adding} onAdd={(media) => model.add(media)} />
        )}
        <PictureStates view={view} t={t} />
        {videos.kind === 'ready' && (
          <videos.parts.VideoStates desk={videos.desk} cells={view.cells.value} t={t} />
        )}
        <Captions view={view} t={t} />
        {item && <Writer view={view} t={t} colour={props.colourOf(port.me)} />}
        {item && <PinList model={model} t={t} />}
        {!still && <ModeBanner {...notice} />}
        <div class="cv-lines">
          {videos.kind === 'failed' && (
            <RetryLine words={t('video.failed')} retry={videos.retry} t={t} />
          )}
          {videos.kind === 'ready' && item && (
            <videos.parts.VideoLines
              desk={videos.desk}
              item={item}
              port={port}
              t={t}
              nameOf={name}
            />
          )}
          <SelectedLine {...notice} />
          <ClearedLine {...notice} />
        </div>
        {item && (
          <Toolbar
            model={model}
            port={port}
            t={t}
            room={view.width.value}
            short={variant === 'visitor' || compact}
            percent={percent}
            still={still}
          />
        )}
      </div>
      {videos.kind === 'ready' && item?.moving && (
        <videos.parts.VideoBar key={item.id} desk={videos.desk} item={item} port={port} t={t} />
      )}
      <div class="cv-foot">
        {item && !still && <ModeSwitch mode={mode} t={t} onMode={(next) => model.setMode(next)} />}
        {!still && <SyncBadge badge={model.badge.value} t={t} nameOf={nameOf} />}
      </div>
      <Announcer port={port} listener={() => listenerOf(latest.current, view)} />
    </section>
  );
}

function personKey(person: Person) {
  return person.role === 'visitor' ? 'stage.person.visitor' : 'stage.person.agent';
}

function nameById({ port, t }: StageProps, id: ParticipantId): string {
  const person = port.people.value.find((one) => one.id === id);
  return person ? (person.name ?? t(personKey(person))) : t('stage.person.visitor');
}

interface SurfaceProps {
  readonly view: StageView;
  readonly t: Say;
  readonly compact: boolean;
  /** Whether a banner covers the upper edge. */
  readonly banner: boolean;
  readonly words: string;
}

/** Where the hands are. */
function Surface({ view, t, compact, banner, words }: SurfaceProps) {
  const surface = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLCanvasElement>(null);
  const ink = useRef<HTMLCanvasElement>(null);
  const videos = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!surface.current || !picture.current || !ink.current || !videos.current) return;
    return view.attach({
      surface: surface.current,
      picture: picture.current,
      ink: ink.current,
      videos: videos.current,
    });
  }, [view]);
  useLayoutEffect(() => {
    const gap = compact ? GAP_PX / 2 : GAP_PX;
    const top = banner ? BANNER_PX : gap;
    const bottom = matchMedia('(pointer: coarse)').matches ? THUMB_TOOLBAR_PX : TOOLBAR_PX;
    view.setInsets({ top, right: gap, bottom, left: gap });
  }, [view, compact, banner]);
  return (
    <div
      ref={surface}
      class="cv-surface"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move the picture while this has the focus
      tabIndex={0}
      role="application"
      aria-label={t('stage.surface')}
    >
      <canvas ref={picture} class="cv-picture" role="img" aria-label={words} />
      <div ref={videos} class="cv-videos" />
      <canvas ref={ink} class="cv-ink" />
    </div>
  );
}

interface EmptyProps extends Pick<Parameters<typeof Strip>[0], 'port' | 't' | 'onAdd'> {
  readonly adding: Adding | undefined;
}

function Empty({ port, t, onAdd, adding }: EmptyProps) {
  const shelf = port.state.value.ended ? [] : port.shelf.value;
  return (
    <div class="cv-empty">
      <p>{t(shelf.length > 0 ? 'stage.empty' : 'stage.empty.none')}</p>
      {shelf.length > 0 && (
        <ul>
          {shelf.map((media) => (
            <li key={media.media}>
              <ShelfButton media={media} port={port} t={t} onAdd={onAdd} card />
            </li>
          ))}
        </ul>
      )}
      {adding && <AddButtons adding={adding} t={t} worded />}
    </div>
  );
}

/** What there is to say of each picture that is not there yet. */
function PictureStates({ view, t }: Pick<SurfaceProps, 'view' | 't'>) {
  return (
    <>
      {view.cells.value.map(({ item, state, cell: { frame } }) => {
        const place = {
          translate: `${frame.x}px ${frame.y}px`,
          inlineSize: `${frame.w}px`,
          blockSize: `${frame.h}px`,
        };
        switch (state) {
          case 'none':
          case 'ready':
            return null;
          case 'loading':
            return (
              <div key={item} class="cv-loading" role="status" style={place}>
                <span class="cv-hidden">{t('stage.loading')}</span>
              </div>
            );
          case 'error':
            return (
              <div key={item} class="cv-error" role="alert" style={place}>
                <p>{t('stage.failed')}</p>
                <button type="button" onClick={() => view.retry(item)}>
                  {t('stage.retry')}
                </button>
              </div>
            );
          default:
            return assertNever(state);
        }
      })}
    </>
  );
}

/** Who is told of changes in words, by now. */
function listenerOf(props: StageProps, { model }: StageView): Listener {
  const { port, t } = props;
  const others = port.people.value.filter(({ id, state }) => id !== port.me && state === 'online');
  const [only] = others;
  return {
    t,
    nameOf: (id) => (id === port.me ? t('stage.person.you') : nameById(props, id)),
    other: only && others.length === 1 ? nameById(props, only.id) : null,
    chosen: model.chosen,
  };
}

/** What a key may ask for where nothing can be changed. */
const LOOKS: ReadonlySet<string> = new Set(['step', 'zoom_in', 'zoom_out', 'fit', 'escape']);

/** Carries out what a key asks for, as long as nobody is writing. */
function pressKey(event: KeyboardEvent, view: StageView, still: boolean): void {
  const { target } = event;
  if (event.defaultPrevented || event.isComposing) return;
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
  const onPicture = target instanceof HTMLElement && target.classList.contains('cv-surface');
  if (event.key === ' ' && onPicture && !view.keyboardDraws) {
    view.heldHand = true;
    event.preventDefault();
    return;
  }
  const action = actionOf(event);
  if (!action || (still && !LOOKS.has(action.kind))) return;
  // Elsewhere the arrow keys scroll, and Escape belongs to the page once nothing is in hand.
  if (view.act(action, onPicture)) event.preventDefault();
}
