/** @file Who is on the site now: what they look at, since when, and the way to begin a talk. */

import { formatWait } from '../i18n/i18n';
import { count, t } from '../i18n/staff';
import { shortId } from '../state/rows';
import { Button } from '../ui/Button';
import { Empty } from '../ui/Empty';
import { together } from '../ui/icons';
import { LinkBar } from '../ui/LinkBar';
import { Skeletons } from '../ui/Skeletons';
import type { ListRow } from '../wire/generated';
import { go } from './place';
import type { Session } from './session';

interface LineProps {
  readonly row: ListRow;
  readonly now: number;
  readonly onOpen: () => void;
}

function Line({ row, now, onOpen }: LineProps) {
  const { page } = row;
  return (
    <tr data-testid="visitor">
      <td>
        <span class="visitor-who">
          <span class="dot online" />
          <bdi>{row.name ?? t('visitor.anonymous', { id: shortId(row.visitor) })}</bdi>
        </span>
      </td>
      <td>
        <bdi>{page?.product?.name ?? page?.title ?? ''}</bdi>
        {page?.product?.price && <bdi class="visitor-price">{page.product.price}</bdi>}
      </td>
      <td>{page && <bdi>{page.language}</bdi>}</td>
      <td class="number">{formatWait(Math.max(0, now - row.activeAt))}</td>
      <td class="number">
        <Button small onClick={onOpen}>
          {t(row.started ? 'visitors.open' : 'visitors.begin')}
        </Button>
      </td>
    </tr>
  );
}

/** Draws them as a table; on a phone each is a card. */
export function Visitors({ session }: { readonly session: Session }) {
  const known = session.sections.value !== null;
  const rows = [...session.list.value.values()].filter((row) => row.here);
  rows.sort((a, b) => b.activeAt - a.activeAt);
  return (
    <main class="page" data-testid="page-visitors">
      <header class="settings-head">
        <div>
          <h1>{t('place.visitors')}</h1>
          {known && rows.length > 0 && <p>{count('visitors.count', rows.length)}</p>}
        </div>
      </header>
      <LinkBar view={session.link.value} onRetry={() => session.client.socket.start()} />
      {!known && <Skeletons label={t('page.loading')} rows={5} />}
      {known && rows.length === 0 && (
        <Empty svg={together} title={t('visitors.none')}>
          {t('visitors.none.body')}
        </Empty>
      )}
      {rows.length > 0 && (
        <section class="card flush">
          <table class="table visitors-table">
            <thead>
              <tr>
                <th scope="col">{t('visitors.who')}</th>
                <th scope="col">{t('visitors.page')}</th>
                <th scope="col">{t('visitors.language')}</th>
                <th scope="col" class="number">
                  {t('visitors.since')}
                </th>
                <th scope="col">
                  <span class="hidden-text">{t('visitors.act')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Line
                  key={row.conversation}
                  row={row}
                  now={session.now.value}
                  onOpen={() => {
                    session.pick(row.conversation);
                    go('chats');
                  }}
                />
              ))}
            </tbody>
          </table>
        </section>
      )}
    </main>
  );
}
