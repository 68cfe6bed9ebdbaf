/**
 * @file What is known of the visitor in front: page, language, cart, the way here, how to reach
 * them, and what was said before. Beside the conversation at a desk, a sheet over it on a phone.
 */

import type { ComponentChildren } from 'preact';
import { formatWait } from '../i18n/i18n';
import { count, t } from '../i18n/staff';
import { Badge } from '../ui/Badge';
import { Dialog } from '../ui/Dialog';
import { IconButton } from '../ui/IconButton';
import { close } from '../ui/icons';
import type {
  ConversationId,
  PageFacts,
  VisitorConversation,
  VisitorId,
  VisitorRow,
} from '../wire/generated';
import { EarlierList } from './EarlierList';
import { narrow } from './narrow';
import type { Session } from './session';
import { useReading } from './settings/reading';

/** See {@link ContextPane}. */
export interface ContextPaneProps {
  readonly session: Session;
  readonly conversation: ConversationId;
  /** Null until somebody is known to be there. */
  readonly visitor: VisitorId | null;
  readonly name: string;
  readonly page: PageFacts | null;
}

/** The name of a language in the reader's; its tag where the browser knows none. */
function languageName(tag: string): string {
  try {
    const names = new Intl.DisplayNames(document.documentElement.lang || 'en', {
      type: 'language',
    });
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

type Fact = readonly [label: string, value: string];

function pageFacts(page: PageFacts): Fact[] {
  const facts: Fact[] = [[t('visitors.page'), page.product?.name ?? (page.title || page.url)]];
  if (page.product?.price) facts.push([t('context.price'), page.product.price]);
  if (page.language) facts.push([t('visitors.language'), languageName(page.language)]);
  return facts;
}

function visitFacts({ cart, since, pages, referrer }: VisitorRow, now: number): Fact[] {
  const facts: Fact[] = [];
  if (cart) {
    const total = cart.total === null ? '' : ` · ${cart.total}`;
    facts.push([t('visitors.cart'), `${count('visitors.pieces', cart.count)}${total}`]);
  }
  facts.push([t('visitors.since'), formatWait(Math.max(0, now - since))]);
  facts.push([t('visitors.pages'), String(pages)]);
  if (referrer) facts.push([t('context.referrer'), referrer]);
  return facts;
}

function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="facts stacked">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface ReachProps {
  readonly session: Session;
  readonly visitor: VisitorId;
}

/** How to reach the visitor, as far as they or the shop have said. */
function Reach({ session, visitor }: ReachProps) {
  const details = useReading(() => session.doors.visitor(visitor)).value.value;
  if (details === null || details.email === null) return null;
  return (
    <dl class="facts stacked">
      <div>
        <dt>{t('field.email')}</dt>
        <dd>
          <a href={`mailto:${encodeURIComponent(details.email)}`}>
            <bdi>{details.email}</bdi>
          </a>{' '}
          {details.verified && <Badge kind="good">{t('context.verified')}</Badge>}
        </dd>
      </div>
    </dl>
  );
}

interface FrameProps {
  readonly name: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

function Frame({ name, onClose, children }: FrameProps) {
  if (narrow.value) {
    return (
      <Dialog
        title={t('context.title')}
        onClose={onClose}
        class="context-sheet"
        testId="context-pane"
      >
        <p class="context-name">
          <bdi>{name}</bdi>
        </p>
        {children}
      </Dialog>
    );
  }
  return (
    <aside class="context-pane" aria-label={t('context.title')} data-testid="context-pane">
      <header>
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <IconButton svg={close} label={t('context.close')} onClick={onClose} />
      </header>
      {children}
    </aside>
  );
}

/** Draws it. Only what there is has a line. */
export function ContextPane({ session, conversation, visitor, name, page }: ContextPaneProps) {
  const visits = session.visits.value?.rows.values() ?? [];
  const visit = [...visits].find((one) => one.conversation === conversation) ?? null;
  const facts = [
    ...(page ? pageFacts(page) : []),
    ...(visit ? visitFacts(visit, session.now.value) : []),
  ];

  function read({ conversation: id, status }: VisitorConversation) {
    // One that goes on is answered like any other.
    if (status === 'open') session.pick(id);
    else session.earlier.read(id);
    if (narrow.peek()) session.showContext(false);
  }

  return (
    <Frame name={name} onClose={() => session.showContext(false)}>
      {facts.length === 0 ? (
        <p class="field-hint">{t('context.nothing')}</p>
      ) : (
        <Facts facts={facts} />
      )}
      {visit !== null && !visit.consent && <p class="field-hint">{t('context.noConsent')}</p>}
      {visitor !== null && (
        <>
          <Reach key={`reach-${visitor}`} session={session} visitor={visitor} />
          <EarlierList
            key={visitor}
            session={session}
            visitor={visitor}
            current={conversation}
            onPick={read}
          />
        </>
      )}
    </Frame>
  );
}
