/** @file The conversations a visitor had before this one, page by page. */

import { useMemo } from 'preact/hooks';
import { formatMoment } from '../i18n/i18n';
import { t } from '../i18n/staff';
import { createAsking } from '../state/asking';
import { Badge } from '../ui/Badge';
import { Button } from '../ui/Button';
import { MediaImage } from '../ui/MediaImage';
import { Skeletons } from '../ui/Skeletons';
import type { ConversationId, VisitorConversation, VisitorId } from '../wire/generated';
import { FaultLine } from './FaultLine';
import type { Session } from './session';
import { useReading } from './settings/reading';

/** See {@link EarlierList}. */
export interface EarlierListProps {
  readonly session: Session;
  readonly visitor: VisitorId;
  /** The one in front, which is not an earlier one. */
  readonly current: ConversationId;
  readonly onPick: (one: VisitorConversation) => void;
}

interface LineProps {
  readonly one: VisitorConversation;
  readonly session: Session;
  readonly onPick: (one: VisitorConversation) => void;
}

function Line({ one, session, onPick }: LineProps) {
  const { picture, answeredBy } = one;
  const open = one.status === 'open';
  const reading = session.earlier.reading.value?.id === one.conversation;
  return (
    <li>
      <button
        type="button"
        class={`earlier ${picture === null ? '' : 'pictured'}`}
        aria-current={reading ? 'true' : undefined}
        data-testid="earlier"
        onClick={() => onPick(one)}
      >
        <span class="earlier-head">
          <time dateTime={new Date(one.beganAt).toISOString()}>{formatMoment(one.beganAt)}</time>
          {open && <Badge kind="good">{t('earlier.open')}</Badge>}
        </span>
        <span class={`earlier-words ${one.firstWords === null ? 'none' : ''}`} dir="auto">
          {one.firstWords ?? t('earlier.noWords')}
        </span>
        <span class="earlier-by">
          {answeredBy === null
            ? t('earlier.unanswered')
            : t('earlier.answered', { name: answeredBy })}
        </span>
        {picture !== null && (
          <MediaImage key={picture} load={() => session.media.imageUrl(picture, 'thumb')} />
        )}
      </button>
    </li>
  );
}

/** Draws them. Give it a `key` of the visitor, so that each is asked for anew. */
export function EarlierList({ session, visitor, current, onPick }: EarlierListProps) {
  const reading = useReading(() => session.doors.conversationsOf(visitor, null));
  const older = useMemo(() => createAsking(), []);
  const page = reading.value.value;
  const state = reading.state.value;
  const paging = older.state.value;
  const shown = page?.conversations.filter((one) => one.conversation !== current) ?? [];
  return (
    <section class="earlier-list" aria-label={t('past.title')}>
      <h3>{t('past.title')}</h3>
      {page === null && state.kind !== 'failed' && (
        <Skeletons label={t('page.loading')} rows={2} class="earlier-skeleton" />
      )}
      {page === null && state.kind === 'failed' && (
        <>
          <FaultLine fault={state.fault} />
          <Button small onClick={reading.again}>
            {t('link.retry')}
          </Button>
        </>
      )}
      {page !== null && shown.length === 0 && page.next === null && (
        <p class="field-hint">{t('earlier.none')}</p>
      )}
      <ul>
        {shown.map((one) => (
          <Line key={one.conversation} one={one} session={session} onPick={onPick} />
        ))}
      </ul>
      {paging.kind === 'failed' && <FaultLine fault={paging.fault} />}
      {page !== null && page.next !== null && (
        <Button
          small
          busy={paging.kind === 'running'}
          onClick={() =>
            older.run(
              () => session.doors.conversationsOf(visitor, page.next),
              (more) =>
                reading.put({
                  next: more.next,
                  conversations: [...page.conversations, ...more.conversations],
                }),
            )
          }
        >
          {t('earlier.more')}
        </Button>
      )}
    </section>
  );
}
