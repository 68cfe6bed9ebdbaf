/** @file The saved answers behind `/`: a list above the composer, moved through by its keys. */

import { useEffect } from 'preact/hooks';
import { count, t } from '../i18n/staff';
import { Button } from '../ui/Button';
import { Icon } from '../ui/Icon';
import { picture } from '../ui/icons';
import { MediaImage } from '../ui/MediaImage';
import type { Canned } from '../wire/generated';
import { wordsIn } from './canned_words';
import { addressOf } from './place';
import type { Session } from './session';

/** See {@link CannedPicker}. */
export interface CannedPickerProps {
  readonly session: Session;
  readonly id: string;
  readonly found: readonly Canned[];
  /** Place of the chosen one. */
  readonly at: number;
  readonly query: string;
  readonly language: string | null;
  readonly onPick: (canned: Canned) => void;
  readonly onHover: (at: number) => void;
  readonly onSave: () => void;
}

/** Id of an entry, for the field that keeps the focus. */
export function entryId(list: string, at: number): string {
  return `${list}-${at}`;
}

/** Draws it. */
export function CannedPicker(props: CannedPickerProps) {
  const { session, id, found, at, query, onPick, onHover, onSave } = props;
  const { all, failed, load } = session.canned;
  const chosen = entryId(id, at);
  useEffect(() => document.getElementById(chosen)?.scrollIntoView({ block: 'nearest' }), [chosen]);
  const none = all.value !== null && found.length === 0;
  return (
    <section class="canned-picker" data-testid="canned-picker" aria-label={t('canned.title')}>
      {all.value === null && !failed.value && (
        <p class="canned-note" role="status">
          {t('page.loading')}
        </p>
      )}
      {all.value === null && failed.value && (
        <p class="canned-note" role="alert">
          {t('canned.failed')}
          <Button small onClick={() => void load()}>
            {t('link.retry')}
          </Button>
        </p>
      )}
      {none && (
        <p class="canned-note" role="status">
          {query === '' ? t('canned.none') : t('canned.noMatch', { query })}
        </p>
      )}
      <div role="listbox" id={id} aria-label={t('canned.title')} class="canned-list">
        {found.map((canned, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
          <div
            key={canned.id}
            id={entryId(id, place)}
            role="option"
            tabIndex={-1}
            aria-selected={place === at}
            data-testid="canned-entry"
            class="canned-entry"
            onMouseMove={() => onHover(place)}
            // The field keeps the focus.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(canned)}
          >
            <Entry session={session} canned={canned} language={props.language} />
          </div>
        ))}
      </div>
      <footer class="canned-foot">
        <Button small kind="quiet" testId="canned-save-open" onClick={onSave}>
          {t('canned.saveStage')}
        </Button>
        <a class="button small quiet" href={addressOf('canned')}>
          {t('canned.manage')}
        </a>
      </footer>
    </section>
  );
}

interface EntryProps extends Pick<CannedPickerProps, 'session' | 'language'> {
  readonly canned: Canned;
}

function Entry({ session, canned, language }: EntryProps) {
  const [first] = canned.visuals;
  const gone = canned.visuals.some((visual) => visual.gone);
  return (
    <>
      {first && !first.gone && (
        <span class="canned-thumb">
          <MediaImage
            key={first.media}
            load={(failed) => session.media.imageUrl(first.media, 'thumb', failed)}
          />
        </span>
      )}
      {first?.gone && (
        <span class="canned-thumb gone" title={t('canned.gone')}>
          <Icon svg={picture} small />
        </span>
      )}
      <span class="canned-words">
        <b>
          <bdi>/{canned.name}</bdi>
          {canned.scope === 'all' && <small>{t('canned.scope.all')}</small>}
          {canned.visuals.length > 1 && (
            <small>{count('canned.pictures', canned.visuals.length)}</small>
          )}
          {gone && <small class="faulty">{t('canned.gone')}</small>}
        </b>
        <bdi dir="auto">{wordsIn(canned, language) || first?.title || ''}</bdi>
      </span>
    </>
  );
}
