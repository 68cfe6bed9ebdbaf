/** @file What is known of the visitor in front: page, language, cart, the way here. */

import { formatWait } from '../i18n/i18n';
import { count, t } from '../i18n/staff';
import { IconButton } from '../ui/IconButton';
import { close } from '../ui/icons';
import type { ListRow, PageFacts } from '../wire/generated';
import type { Session } from './session';

/** See {@link ContextPane}. */
export interface ContextPaneProps {
  readonly session: Session;
  readonly row: ListRow | null;
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

/** Draws it. Only what there is has a line. */
export function ContextPane({ session, row, name, page }: ContextPaneProps) {
  const visits = session.visits.value?.rows.values() ?? [];
  const visit = [...visits].find((one) => one.conversation === row?.conversation) ?? null;
  const facts: [string, string][] = [];
  if (page) facts.push([t('visitors.page'), page.product?.name ?? (page.title || page.url)]);
  if (page?.product?.price) facts.push([t('context.price'), page.product.price]);
  if (page?.language) facts.push([t('visitors.language'), languageName(page.language)]);
  if (visit?.cart) {
    const total = visit.cart.total === null ? '' : ` · ${visit.cart.total}`;
    facts.push([t('visitors.cart'), `${count('visitors.pieces', visit.cart.count)}${total}`]);
  }
  if (visit) {
    const since = formatWait(Math.max(0, session.now.value - visit.since));
    facts.push([t('visitors.since'), since]);
    facts.push([t('visitors.pages'), String(visit.pages)]);
    if (visit.referrer) facts.push([t('context.referrer'), visit.referrer]);
  }
  return (
    <aside class="context-pane" aria-label={t('context.title')} data-testid="context-pane">
      <header>
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <IconButton svg={close} label={t('context.close')} onClick={session.toggleContext} />
      </header>
      {facts.length === 0 ? (
        <p class="field-hint">{t('context.nothing')}</p>
      ) : (
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
      )}
      {visit !== null && !visit.consent && <p class="field-hint">{t('context.noConsent')}</p>}
    </aside>
  );
}
