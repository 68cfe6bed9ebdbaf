/** @file One conversation in the list. */

import type { ReadonlySignal } from '@preact/signals';
import { formatWait } from '../i18n/i18n';
import { count, t } from '../i18n/staff';
import type { MediaCache } from '../net/media_cache';
import { shortId } from '../state/rows';
import { Icon } from '../ui/Icon';
import { page } from '../ui/icons';
import { MediaImage } from '../ui/MediaImage';
import type { ConversationId, ListRow } from '../wire/generated';

/** See {@link Row}. */
export interface RowProps {
  readonly row: ListRow;
  readonly now: ReadonlySignal<number>;
  readonly media: MediaCache;
  /** Whether the newest line is one's own. */
  readonly mine: boolean;
  readonly picked: boolean;
  readonly onPick: (id: ConversationId) => void;
}

/** From these on a wait is amber, then red. */
const AMBER_MS = 60_000;
const RED_MS = 180_000;
/** The server counts no further. */
const MANY = 100;

function Wait({ since, now }: { readonly since: number; readonly now: ReadonlySignal<number> }) {
  const ms = Math.max(0, now.value - since);
  const colour = ms >= RED_MS ? 'red' : ms >= AMBER_MS ? 'amber' : '';
  const time = formatWait(ms);
  return (
    <span class={`row-wait ${colour}`}>
      <span class="hidden-text">{t('console.row.waits', { time })}</span>
      <span aria-hidden="true">{time}</span>
    </span>
  );
}

function line(row: ListRow, mine: boolean): string {
  if (row.lastLine === null) return t('console.row.started');
  return mine ? t('console.row.you', { text: row.lastLine.text }) : row.lastLine.text;
}

/** Draws it. */
export function Row({ row, now, media, mine, picked, onPick }: RowProps) {
  const { picture } = row;
  const place = row.page?.product?.name ?? row.page?.title ?? '';
  return (
    <li>
      <button
        type="button"
        class={`row ${row.unanswered > 0 ? 'unanswered' : ''} ${picture === null ? '' : 'pictured'}`}
        aria-current={picked ? 'true' : undefined}
        data-testid="row"
        data-conversation={row.conversation}
        data-started={row.started}
        onClick={() => onPick(row.conversation)}
      >
        <span class="row-head">
          <span class={`dot ${row.here ? 'online' : ''}`} />
          {row.here && <span class="hidden-text">{t('console.row.here')}</span>}
          <bdi class="row-name">
            {row.name ?? t('visitor.anonymous', { id: shortId(row.visitor) })}
          </bdi>
          {row.waitingSince !== null && <Wait since={row.waitingSince} now={now} />}
        </span>
        <span class="row-line">
          <span class="row-text" dir="auto">
            {line(row, mine)}
          </span>
          {row.unread > 0 && (
            <span class="row-count">
              <span aria-hidden="true">{row.unread < MANY ? row.unread : `${MANY - 1}+`}</span>
              <span class="hidden-text">{count('row.unread', row.unread)}</span>
            </span>
          )}
        </span>
        {place !== '' && (
          <span class="row-page">
            <Icon svg={page} small />
            <bdi>{place}</bdi>
          </span>
        )}
        {picture !== null && (
          <MediaImage key={picture} load={(failed) => media.imageUrl(picture, 'thumb', failed)} />
        )}
      </button>
    </li>
  );
}
