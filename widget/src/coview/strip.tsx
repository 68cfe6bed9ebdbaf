/** @file The pictures of this conversation, and behind them those the shop has ready. */

import checkIcon from 'lucide-static/icons/check.svg?raw';
import compareIcon from 'lucide-static/icons/columns-2.svg?raw';
import filmIcon from 'lucide-static/icons/film.svg?raw';
import addIcon from 'lucide-static/icons/plus.svg?raw';
import removeIcon from 'lucide-static/icons/x.svg?raw';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/Icon';
import { useAddress } from '../ui/useAddress';
import type { Item, Media, MediaId, Moving } from '../wire/generated';
import { RemovedLine } from './notices';
import type { StagePort } from './port';
import { isStaff } from './roles';
import type { StageModel } from './stage_model';
import { carry } from './strip_drag';
import type { Say } from './texts';

/** See {@link Strip}. */
export interface StripProps {
  readonly port: StagePort;
  readonly t: Say;
  readonly model: StageModel;
  /** Colours of those who look at an item on their own. */
  readonly guests: (item: string) => readonly string[];
  readonly onAdd: (media: Media) => void;
  /** What stands at its end, such as a way to add pictures. */
  readonly children?: ComponentChildren;
}

/** Draws it. */
export function Strip({ port, t, model, guests, onAdd, children }: StripProps) {
  const { items } = port.state.value;
  const shown = model.shown.value.map((item) => item.id);
  const [picking, setPicking] = useState(false);
  const [over, setOver] = useState<{ item: string; before: string | null } | null>(null);
  const [removed, setRemoved] = useState<Item | null>(null);
  const [said, setSaid] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const onStrip = new Set(items.map((item) => item.media));
  const looksOnly = model.looksOnly.value;
  const shelf = looksOnly ? [] : port.shelf.value.filter((media) => !onStrip.has(media.media));
  const staff = isStaff(port.role);
  const current = model.item.value?.id ?? items[0]?.id ?? null;
  const mayMove = port.role !== 'guest' && !model.lockedOut.value && !looksOnly;
  const mayRemove = (item: Item) => mayMove && (staff || item.by === port.me);
  const titleOf = (item: Item) => item.title || t('stage.untitled');

  function move(item: Item, before: string | null) {
    const at = items.findIndex((one) => one.id === item.id);
    if (before === item.id || items[at + 1]?.id === (before ?? undefined)) return;
    model.tidy({ do: 'move_item', item: item.id, before });
  }

  function remove(item: Item) {
    setRemoved(item);
    // The stage does not go dark because one picture leaves: its neighbour takes the place.
    const at = items.findIndex((one) => one.id === item.id);
    const next = items[at + 1] ?? items[at - 1];
    if (next && shown.every((id) => id === item.id)) model.choose(next.id);
    model.tidy({ do: 'remove_item', item: item.id });
  }

  function press(event: KeyboardEvent, item: Item) {
    const at = items.findIndex((one) => one.id === item.id);
    const rtl = getComputedStyle(event.currentTarget as Element).direction === 'rtl';
    const by = ({ ArrowLeft: -1, ArrowRight: 1 } as const)[event.key as 'ArrowLeft'] ?? 0;
    const step = rtl ? -by : by;
    const to = Math.min(Math.max(at + step, 0), items.length - 1);
    if (event.key === 'Escape' && picking) setPicking(false);
    else if (event.key === 'Delete' && mayRemove(item)) remove(item);
    else if (step !== 0 && event.altKey && mayMove) {
      if (to === at) return;
      const before = step > 0 ? (items[to + 1]?.id ?? null) : (items[to]?.id ?? null);
      move(item, before);
      const words = { title: titleOf(item), place: to + 1, all: items.length };
      setSaid(t('stage.strip.moved', words));
    } else if (step !== 0) focusOn(list.current, items[to]?.id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <>
      <nav class="cv-strip" aria-label={t('stage.strip')} data-picking={picking}>
        {items.length > 1 && (
          <button
            type="button"
            class={`cv-pick${picking ? ' cv-picking' : ''}`}
            data-compare="pick"
            aria-pressed={picking}
            title={t('stage.compare.pick')}
            onClick={() => setPicking(!picking)}
          >
            <Icon svg={compareIcon} />
            <span>{t(picking ? 'stage.compare.done' : 'stage.compare')}</span>
          </button>
        )}
        <ul ref={list}>
          {items.map((item) => (
            <li
              key={item.id}
              class={`${over?.before === item.id && over.item !== item.id ? 'cv-before' : ''}${over?.item === item.id ? ' cv-carried' : ''}`}
            >
              <ItemButton
                item={item}
                port={port}
                t={t}
                current={shown.includes(item.id)}
                reachable={item.id === current}
                picked={picking ? shown.includes(item.id) : null}
                guests={guests(item.id)}
                onChoose={(several) => {
                  if (picking || several) model.compare(item.id);
                  else model.choose(item.id);
                }}
                onKey={(event) => press(event, item)}
                onCarry={
                  mayMove && items.length > 1
                    ? (event) => {
                        if (!list.current || event.button !== 0) return;
                        carry(list.current, item.id, event, {
                          over: (before) => setOver({ item: item.id, before }),
                          drop: (before) => {
                            setOver(null);
                            move(item, before);
                          },
                          cancel: () => setOver(null),
                        });
                      }
                    : null
                }
                onRemove={mayRemove(item) ? () => remove(item) : null}
              />
            </li>
          ))}
          {items.length > 0 && shelf.length > 0 && <li class="cv-rule" aria-hidden="true" />}
          {shelf.map((media) => (
            <li key={media.media}>
              <ShelfButton media={media} port={port} t={t} onAdd={onAdd} />
            </li>
          ))}
        </ul>
        {children}
        <p class="cv-hidden" aria-live="polite">
          {said}
        </p>
      </nav>
      {removed && !looksOnly && (
        <RemovedLine
          title={titleOf(removed)}
          t={t}
          onBack={() => {
            model.tidy({ do: 'restore_item', item: removed.id });
            setRemoved(null);
          }}
          onDone={() => setRemoved(null)}
        />
      )}
    </>
  );
}

function focusOn(list: HTMLElement | null, id: string | undefined): void {
  if (!list || id === undefined) return;
  list.querySelector<HTMLElement>(`[data-item="${CSS.escape(id)}"]`)?.focus();
}

interface ItemButtonProps {
  readonly item: Item;
  readonly port: StagePort;
  readonly t: Say;
  /** On the stage right now. */
  readonly current: boolean;
  /** The one that Tab reaches; arrow keys go on from there. */
  readonly reachable: boolean;
  /** Chosen for comparing; null while nobody compares. */
  readonly picked: boolean | null;
  readonly guests: readonly string[];
  readonly onChoose: (several: boolean) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onCarry: ((event: PointerEvent) => void) | null;
  readonly onRemove: (() => void) | null;
}

function ItemButton(props: ItemButtonProps) {
  const { item, port, t, current, reachable, picked, guests } = props;
  const title = item.title || t(item.moving ? 'video.thumb' : 'stage.untitled');
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <>
      <button
        ref={button}
        type="button"
        class="cv-thumb"
        data-item={item.id}
        tabIndex={reachable ? 0 : -1}
        aria-current={current}
        aria-pressed={picked ?? undefined}
        aria-label={t('stage.strip.show', { title })}
        aria-description={t('stage.strip.hint')}
        title={title}
        onClick={(event) => props.onChoose(event.shiftKey || event.ctrlKey || event.metaKey)}
        onKeyDown={props.onKey}
        onPointerDown={(event) => props.onCarry?.(event)}
      >
        <Thumb
          port={port}
          media={item.media}
          turns={item.quarterTurns}
          moving={item.moving?.kind ?? null}
        />
        {picked !== null && (
          <span class="cv-check" data-picked={picked}>
            {picked && <Icon svg={checkIcon} />}
          </span>
        )}
        <span class="cv-guests">
          {guests.map((colour) => (
            <i key={colour} style={{ background: colour }} />
          ))}
        </span>
      </button>
      {props.onRemove && (
        <button
          type="button"
          class="cv-remove"
          tabIndex={-1}
          aria-label={t('stage.strip.remove', { title })}
          title={t('stage.strip.remove', { title })}
          onClick={props.onRemove}
        >
          <Icon svg={removeIcon} />
        </button>
      )}
    </>
  );
}

/** See {@link ShelfButton}. */
export interface ShelfButtonProps {
  readonly media: Media;
  readonly port: StagePort;
  readonly t: Say;
  readonly onAdd: (media: Media) => void;
  /** Large, with its title, as on the empty stage. */
  readonly card?: boolean;
}

/** A picture that is not on the strip yet. */
export function ShelfButton({ media, port, t, onAdd, card }: ShelfButtonProps) {
  const title = media.title || t('stage.untitled');
  return (
    <button
      type="button"
      class={card ? 'cv-card' : 'cv-thumb cv-shelf'}
      data-media={media.media}
      aria-label={t('stage.strip.add', { title })}
      title={title}
      onClick={() => onAdd(media)}
    >
      <Thumb port={port} media={media.media} turns={0} moving={null} />
      {card ? (
        <span class="cv-title">{title}</span>
      ) : (
        <span class="cv-plus">
          <Icon svg={addIcon} />
        </span>
      )}
    </button>
  );
}

interface ThumbProps {
  readonly port: StagePort;
  readonly media: MediaId;
  readonly turns: number;
  /** What plays, if it is a video; of a foreign player there is no picture here. */
  readonly moving: Moving['kind'] | null;
}

/** A small picture, fetched when it comes into sight: a shelf may hold sixty of them. */
function Thumb({ port, media, turns, moving }: ThumbProps) {
  const [seen, setSeen] = useState(false);
  const [version, setVersion] = useState(0);
  const box = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const sight = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      sight.disconnect();
      setSeen(true);
    });
    sight.observe(element);
    return () => sight.disconnect();
  }, []);
  useEffect(
    () =>
      port.onMediaReady((info) => {
        if (info.media === media) setVersion((before) => before + 1);
      }),
    [port, media],
  );
  return (
    <span ref={box} class="cv-small" data-turns={turns}>
      {seen && moving !== 'player' && (
        <Image key={`${media} ${version}`} port={port} media={media} />
      )}
      {moving && (
        <span class="cv-film">
          <Icon svg={filmIcon} small />
        </span>
      )}
    </span>
  );
}

/** Empty while there is nothing: the picture reports its own failure on the stage. */
function Image({ port, media }: Pick<ThumbProps, 'port' | 'media'>) {
  const { address, onError } = useAddress(
    (failed) => port.imageUrl(media, 'thumb', failed),
    [port, media],
  );
  return address !== null && <img src={address} alt="" draggable={false} onError={onError} />;
}
