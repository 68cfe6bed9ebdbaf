/** @file Who is on the site now: what they look at, since when, and the way to begin a talk. */

import { formatWait } from '../i18n/i18n';
import { count, t } from '../i18n/staff';
import { shortId } from '../state/rows';
import { sortedVisits } from '../state/visits';
import { Button } from '../ui/Button';
import { Empty } from '../ui/Empty';
import { together } from '../ui/icons';
import { LinkBar } from '../ui/LinkBar';
import { Skeletons } from '../ui/Skeletons';
import type { VisitorRow } from '../wire/generated';
import { go } from './place';
import type { Session } from './session';

interface LineProps {
  readonly row: VisitorRow;
  readonly now: number;
  /** Null while there is no conversation to open. */
  readonly onOpen: (() => void) | null;
}

const STATES = {
  active: ['online', 'visitors.active'],
  idle: ['away', 'visitors.idle'],
  away: ['offline', 'visitors.away'],
} as const;

function Line({ row, now, onOpen }: LineProps) {
  const { page, cart, state } = row;
  const [dot, word] = STATES[state];
  return (
    <tr data-testid="visitor">
      <td class="visitor-who">
        <span class={`dot ${dot}`} />
        <span class="hidden-text">{t(word)}</span>
        <bdi>{row.name ?? t('visitor.anonymous', { id: shortId(row.visit) })}</bdi>
      </td>
      <td class="visitor-page">
        <bdi>{page.product?.name ?? (page.title || page.url)}</bdi>
        {page.product?.price && <bdi class="visitor-price">{page.product.price}</bdi>}
      </td>
      <td class="visitor-cart">
        {cart && <bdi>{cart.total ?? count('visitors.pieces', cart.count)}</bdi>}
      </td>
      <td class="visitor-language">
        <bdi>{page.language}</bdi>
      </td>
      <td class="number visitor-pages">{row.pages}</td>
      <td class="number visitor-since">{formatWait(Math.max(0, now - row.since))}</td>
      <td class="visitor-act">
        {onOpen ? (
          <Button small onClick={onOpen}>
            {t(row.assignee === null ? 'visitors.begin' : 'visitors.open')}
          </Button>
        ) : (
          <span class="visitor-closed">{t('visitors.closed')}</span>
        )}
      </td>
    </tr>
  );
}

/** Draws them as a table; on a phone each is a card. */
export function Visitors({ session }: { readonly session: Session }) {
  const visits = session.visits.value;
  const rows = visits === null ? [] : sortedVisits(visits);
  return (
    <main class="page" data-testid="page-visitors">
      <header class="settings-head">
        <div>
          <h1>{t('place.visitors')}</h1>
          {visits !== null && visits.total > 0 && <p>{count('visitors.count', visits.total)}</p>}
        </div>
      </header>
      <LinkBar view={session.link.value} onRetry={() => session.client.socket.start()} />
      {visits === null && <Skeletons label={t('page.loading')} rows={5} />}
      {visits !== null && rows.length === 0 && (
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
                <th scope="col">{t('visitors.cart')}</th>
                <th scope="col">{t('visitors.language')}</th>
                <th scope="col" class="number">
                  {t('visitors.pages')}
                </th>
                <th scope="col" class="number">
                  {t('visitors.since')}
                </th>
                <th scope="col">
                  <span class="hidden-text">{t('visitors.act')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => {
                const { conversation } = row;
                return (
                  <Line
                    key={row.visit}
                    row={row}
                    now={session.now.value}
                    onOpen={
                      conversation === null
                        ? null
                        : () => {
                            session.pick(conversation);
                            go('chats');
                          }
                    }
                  />
                );
              })}
            </tbody>
          </table>
        </section>
      )}
    </main>
  );
}
