/** @file The conversations by whose they are, and who has the chat open without a word. */

import { t } from '../i18n/staff';
import { Button } from '../ui/Button';
import { Empty } from '../ui/Empty';
import { Icon } from '../ui/Icon';
import { archive, chats } from '../ui/icons';
import { LinkBar } from '../ui/LinkBar';
import { Skeletons } from '../ui/Skeletons';
import { Tabs } from '../ui/Tabs';
import type { ConversationId, ListRow, ListView } from '../wire/generated';
import { FaultLine } from './FaultLine';
import { Row } from './Row';
import type { Session } from './session';

/** See {@link List}. */
export interface ListProps {
  readonly session: Session;
  readonly picked: ConversationId | null;
  readonly onPick: (id: ConversationId) => void;
}

const EMPTY = {
  mine: ['list.mine.none', 'list.mine.none.body'],
  unassigned: ['list.unassigned.none', 'list.unassigned.none.body'],
  all: ['console.list.empty', 'console.list.empty.body'],
  resolved: ['list.resolved.none', 'list.resolved.none.body'],
} as const satisfies Record<ListView, readonly [string, string]>;

interface RowsProps extends ListProps {
  readonly rows: readonly ListRow[];
}

function Rows({ rows, session, picked, onPick }: RowsProps) {
  const state = session.client.socket.state.value;
  const me = state.kind === 'live' ? state.welcome.me : null;
  return (
    <ul>
      {rows.map((row) => (
        <Row
          key={row.conversation}
          row={row}
          now={session.now}
          media={session.media}
          mine={row.lastLine !== null && row.lastLine.by === me}
          picked={row.conversation === picked}
          onPick={onPick}
        />
      ))}
    </ul>
  );
}

/** Draws it. */
export function List(props: ListProps) {
  const { lists, link, client } = props.session;
  const view = lists.view.value;
  const counts = lists.counts.value;
  const rows = lists.rows.value;
  const quiet = view === 'all' ? lists.quiet.value : [];
  const [title, body] = EMPTY[view];
  return (
    <aside class="list" aria-label={t('console.list')}>
      <Tabs
        label={t('console.list')}
        class="list-tabs"
        controls="list-rows"
        current={view}
        tabs={[
          { name: 'mine', label: t('list.mine'), count: counts?.mine ?? null },
          { name: 'unassigned', label: t('list.unassigned'), count: counts?.unassigned ?? null },
          { name: 'all', label: t('list.all'), count: counts?.all ?? null },
          {
            name: 'resolved',
            label: <Icon svg={archive} small />,
            title: t('list.resolved'),
          },
        ]}
        onPick={lists.show}
      />
      <LinkBar view={link.value} onRetry={() => client.socket.start()} />
      <div class="list-scroll" role="tabpanel" id="list-rows" aria-label={t(`list.${view}`)}>
        {rows === null && (
          <Skeletons label={t('console.list.loading')} rows={4} class="list-skeleton" />
        )}
        {rows?.length === 0 && quiet.length === 0 && (
          <Empty svg={chats} title={t(title)}>
            {t(body)}
          </Empty>
        )}
        {rows && <Rows {...props} rows={rows} />}
        {lists.paging.value.kind === 'failed' && <FaultLine fault={lists.paging.value.fault} />}
        {lists.more.value && (
          <div class="acts middle">
            <Button
              small
              busy={lists.paging.value.kind === 'running'}
              testId="older"
              onClick={lists.older}
            >
              {t('earlier.more')}
            </Button>
          </div>
        )}
        {quiet.length > 0 && (
          <section>
            <h2 class="list-title">
              {t('console.list.onSite')}
              <span>{quiet.length}</span>
            </h2>
            <Rows {...props} rows={quiet} />
          </section>
        )}
      </div>
    </aside>
  );
}
