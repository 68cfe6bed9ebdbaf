/** @file The conversations, and who is on the site without having said anything. */

import { t } from '../i18n/staff';
import { LinkBar } from '../ui/LinkBar';
import type { ConversationId, ListRow } from '../wire/generated';
import { Row } from './Row';
import type { Session } from './session';

/** See {@link List}. */
export interface ListProps {
  readonly session: Session;
  readonly picked: ConversationId | null;
  readonly onPick: (id: ConversationId) => void;
}

function Skeletons() {
  return (
    <div class="list-skeleton" aria-busy="true">
      <p class="hidden-text">{t('console.list.loading')}</p>
      <div class="skeleton" />
      <div class="skeleton" />
      <div class="skeleton" />
    </div>
  );
}

interface SectionProps extends ListProps {
  readonly title: string;
  readonly rows: readonly ListRow[];
}

function Section({ title, rows, session, picked, onPick }: SectionProps) {
  if (rows.length === 0) return null;
  const state = session.client.socket.state.value;
  const me = state.kind === 'live' ? state.welcome.me : null;
  return (
    <section>
      <h2 class="list-title">
        {title}
        <span>{rows.length}</span>
      </h2>
      <ul>
        {rows.map((row) => (
          <Row
            key={row.conversation}
            row={row}
            now={session.now}
            mine={row.lastLine !== null && row.lastLine.by === me}
            picked={row.conversation === picked}
            onPick={onPick}
          />
        ))}
      </ul>
    </section>
  );
}

/** Draws it. */
export function List(props: ListProps) {
  const { session } = props;
  const sections = session.sections.value;
  const empty = sections?.conversations.length === 0 && sections.onSite.length === 0;
  return (
    <aside class="list" aria-label={t('console.list')}>
      <LinkBar view={session.link.value} onRetry={() => session.client.socket.start()} />
      {sections === null && <Skeletons />}
      {empty && (
        <div class="empty">
          <h2>{t('console.list.empty')}</h2>
          <p>{t('console.list.empty.body')}</p>
        </div>
      )}
      {sections && (
        <div class="list-scroll">
          <Section {...props} title={t('console.list.waiting')} rows={sections.conversations} />
          <Section {...props} title={t('console.list.onSite')} rows={sections.onSite} />
        </div>
      )}
    </aside>
  );
}
