/** @file Everything that can be done, by its words: a combobox over a list (WAI-ARIA). */

import { useId, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { Dialog } from './Dialog';
import { Icon } from './Icon';
import { search } from './icons';
import { Keys } from './Keys';

/** One thing to do. */
export interface PaletteAct {
  readonly id: string;
  readonly label: string;
  /** Smaller words beside it, such as the last line of a conversation. */
  readonly more?: string;
  readonly svg?: string;
  readonly keys?: string;
  readonly run: () => void;
}

/** See {@link Palette}. */
export interface PaletteProps {
  readonly acts: readonly PaletteAct[];
  readonly onClose: () => void;
}

/** More than these nobody reads; another letter is quicker. */
const MOST = 50;

/** Whether the letters of `wanted` stand in `text` in this order; words are found by their starts. */
export function matches(text: string, wanted: string): boolean {
  const plain = (value: string) =>
    value.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
  const words = plain(wanted).split(/\s+/u).filter(Boolean);
  const all = plain(text);
  return words.every((word) => all.includes(word));
}

/** Draws it. */
export function Palette({ acts, onClose }: PaletteProps) {
  const [wanted, setWanted] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const found = useMemo(
    () => acts.filter((one) => matches(`${one.label} ${one.more ?? ''}`, wanted)).slice(0, MOST),
    [acts, wanted],
  );

  function move(to: number) {
    const next = (to + found.length) % Math.max(1, found.length);
    setAt(next);
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  }

  function run(act: PaletteAct | undefined) {
    if (!act) return;
    onClose();
    act.run();
  }

  return (
    <Dialog title={t('palette.title')} class="palette" quiet testId="palette" onClose={onClose}>
      <div class="palette-field">
        <Icon svg={search} small />
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={found[at] ? `${id}-${at}` : undefined}
          aria-label={t('palette.title')}
          placeholder={t('palette.placeholder')}
          autocomplete="off"
          spellcheck={false}
          dir="auto"
          autofocus
          value={wanted}
          onInput={(event) => {
            setWanted(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') move(at + 1);
            else if (event.key === 'ArrowUp') move(at - 1);
            else if (event.key === 'Enter' && !event.isComposing) run(found[at]);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <div
        class="palette-list"
        role="listbox"
        id={`${id}-list`}
        aria-label={t('palette.title')}
        ref={list}
      >
        {found.map((act, place) => (
          <div
            key={act.id}
            id={`${id}-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === at}
            onPointerMove={() => setAt(place)}
            onClick={() => run(act)}
            onKeyDown={(event) => event.key === 'Enter' && run(act)}
          >
            {act.svg && <Icon svg={act.svg} small />}
            <bdi class="palette-label">{act.label}</bdi>
            {act.more && <bdi class="palette-more">{act.more}</bdi>}
            {act.keys && <Keys keys={act.keys} />}
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p class="palette-none" role="status">
          {t('palette.none')}
        </p>
      )}
    </Dialog>
  );
}
