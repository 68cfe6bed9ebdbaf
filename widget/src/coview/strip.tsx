/** @file The pictures of this conversation, and behind them those the shop has ready. */

import addIcon from 'lucide-static/icons/plus.svg?raw';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/Icon';
import type { Item, Media, MediaId } from '../wire/generated';
import type { StagePort } from './port';
import type { Say } from './texts';

/** See {@link Strip}. */
export interface StripProps {
  readonly port: StagePort;
  readonly t: Say;
  /** The item on this stage. */
  readonly current: string | null;
  /** Colours of those who look at an item on their own. */
  readonly guests: (item: string) => readonly string[];
  readonly onChoose: (item: string) => void;
  readonly onAdd: (media: Media) => void;
}

/** Draws it. */
export function Strip({ port, t, current, guests, onChoose, onAdd }: StripProps) {
  const { items } = port.state.value;
  const onStrip = new Set(items.map((item) => item.media));
  const shelf = port.shelf.value.filter((media) => !onStrip.has(media.media));
  return (
    <nav class="cv-strip" aria-label={t('stage.strip')}>
      <ul>
        {items.map((item) => (
          <li key={item.id}>
            <ItemButton
              item={item}
              port={port}
              t={t}
              current={item.id === current}
              guests={guests(item.id)}
              onChoose={onChoose}
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
    </nav>
  );
}

interface ItemButtonProps {
  readonly item: Item;
  readonly port: StagePort;
  readonly t: Say;
  readonly current: boolean;
  readonly guests: readonly string[];
  readonly onChoose: (item: string) => void;
}

function ItemButton({ item, port, t, current, guests, onChoose }: ItemButtonProps) {
  const title = item.title || t('stage.untitled');
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) button.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <button
      ref={button}
      type="button"
      class="cv-thumb"
      data-item={item.id}
      aria-current={current}
      aria-label={t('stage.strip.show', { title })}
      title={title}
      onClick={() => onChoose(item.id)}
    >
      <Thumb port={port} media={item.media} turns={item.quarterTurns} />
      <span class="cv-guests">
        {guests.map((colour) => (
          <i key={colour} style={{ background: colour }} />
        ))}
      </span>
    </button>
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
      <Thumb port={port} media={media.media} turns={0} />
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
}

/** A small picture, fetched when it comes into sight: a shelf may hold sixty of them. */
function Thumb({ port, media, turns }: ThumbProps) {
  const [url, setUrl] = useState<string | null>(null);
  const box = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    let wanted = true;
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      port.imageUrl(media, 'thumb').then(
        (found) => {
          if (wanted) setUrl(found);
        },
        () => {
          // The empty frame stays; the picture itself reports its own failure on the stage.
        },
      );
    });
    seen.observe(element);
    return () => {
      wanted = false;
      seen.disconnect();
    };
  }, [port, media]);
  return (
    <span ref={box} class="cv-small" data-turns={turns}>
      {url !== null && <img src={url} alt="" draggable={false} />}
    </span>
  );
}
