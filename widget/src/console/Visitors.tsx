/** @file Who is on the site now: what they look at, since when, and the way to begin a talk. */

import { useSignal } from '@preact/signals';
import { formatWait } from '../i18n/i18n';
import { count, t } from '../i18n/staff';
import { sortedVisits } from '../state/visits';
import { Button } from '../ui/Button';
import { Empty } from '../ui/Empty';
import { together } from '../ui/icons';
import { LinkBar } from '../ui/LinkBar';
import { MediaImage } from '../ui/MediaImage';
import { Skeletons } from '../ui/Skeletons';
import type { VisitId, VisitorRow } from '../wire/generated';
import { visitorName } from './callers';
import { InvitationDialog } from './InvitationDialog';
import { invitationWords, mayInvite } from './invitations';
import { go } from './place';
import type { Session } from './session';

interface LineProps {
  readonly row: VisitorRow;
  readonly name: string;
  readonly session: Session;
  /** Null while there is no conversation to open. */
  readonly onOpen: (() => void) | null;
  readonly onInvite: () => void;
}

const STATES = {
  active: ['online', 'visitors.active'],
  idle: ['away', 'visitors.idle'],
  away: ['offline', 'visitors.away'],
} as const;

function Cart({ cart }: { readonly cart: NonNullable<VisitorRow['cart']> }) {
  return (
    <>
      <span class="visitor-total">
        <bdi>{cart.total ?? count('visitors.pieces', cart.count)}</bdi>
      </span>
      {cart.total !== null && (
        <span class="visitor-pieces">{count('visitors.pieces', cart.count)}</span>
      )}
    </>
  );
}

function Act({ row, session, onOpen, onInvite }: LineProps) {
  const now = session.now.value;
  const words = invitationWords(row, now);
  return (
    <>
      {words !== null && <span class="visitor-invited">{words}</span>}
      {onOpen !== null && (
        <Button small onClick={onOpen}>
          {t(row.assignee === null ? 'visitors.begin' : 'visitors.open')}
        </Button>
      )}
      {mayInvite(row, now) && (
        <Button small testId="invite-visitor" onClick={onInvite}>
          {t('visitors.invite')}
        </Button>
      )}
    </>
  );
}

function Line(props: LineProps) {
  const { row, name, session } = props;
  const { page, cart, state } = row;
  const [dot, word] = STATES[state];
  const { picture } = row;
  return (
    <tr data-testid="visitor">
      <td class="visitor-who">
        <span class="visitor-name">
          <span class={`dot ${dot}`} />
          <span class="hidden-text">{t(word)}</span>
          <span class="visitor-called">
            <bdi>{name}</bdi>
          </span>
        </span>
      </td>
      <td class="visitor-page">
        <span class="visitor-product">
          {picture !== null && (
            <MediaImage key={picture} load={() => session.media.imageUrl(picture, 'thumb')} />
          )}
          <span>
            <span class="visitor-title">
              <bdi>{page.product?.name ?? (page.title || page.url)}</bdi>
            </span>
            {page.product?.price && (
              <span class="visitor-price">
                <bdi>{page.product.price}</bdi>
              </span>
            )}
          </span>
        </span>
      </td>
      <td class="visitor-cart">{cart && <Cart cart={cart} />}</td>
      <td class="visitor-language">
        <bdi>{page.language}</bdi>
      </td>
      <td class="number visitor-pages">{row.pages}</td>
      <td class="number visitor-since">{formatWait(Math.max(0, session.now.value - row.since))}</td>
      <td class="visitor-act">
        <Act {...props} />
      </td>
    </tr>
  );
}

/** Draws them as a table; on a phone each is a card. */
export function Visitors({ session }: { readonly session: Session }) {
  const visits = session.visits.value;
  const rows = visits === null ? [] : sortedVisits(visits);
  const inviting = useSignal<VisitId | null>(null);
  const invited = visits?.rows.get(inviting.value ?? '') ?? null;
  const close = () => {
    inviting.value = null;
  };
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
                    name={visitorName(row.name, row.visit)}
                    session={session}
                    onInvite={() => {
                      inviting.value = row.visit;
                    }}
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
      {invited && (
        <InvitationDialog
          key={invited.visit}
          session={session}
          row={invited}
          name={visitorName(invited.name, invited.visit)}
          onClose={close}
        />
      )}
    </main>
  );
}
