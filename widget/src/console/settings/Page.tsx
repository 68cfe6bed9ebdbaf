/** @file The frame of a settings page: places at the side, one heading, what there is. */

import type { ComponentChildren } from 'preact';
import { t } from '../../i18n/staff';
import { Button } from '../../ui/Button';
import { Empty } from '../../ui/Empty';
import { Icon } from '../../ui/Icon';
import { alert, answers, audit, person, site, team } from '../../ui/icons';
import { Skeletons } from '../../ui/Skeletons';
import { faultWords } from '../faults';
import { addressOf, type Place } from '../place';
import type { Reading } from './reading';

const PLACES = [
  { place: 'me', key: 'place.me', svg: person },
  { place: 'team', key: 'place.team', svg: team },
  { place: 'sites', key: 'place.sites', svg: site },
  { place: 'canned', key: 'place.canned', svg: answers },
  { place: 'audit', key: 'place.audit', svg: audit },
] as const;

/** See {@link Page}. */
export interface PageProps {
  readonly place: Place;
  readonly title: string;
  readonly lead?: string;
  /** What can be added here. */
  readonly act?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** Draws it. */
export function Page({ place, title, lead, act, children }: PageProps) {
  return (
    <div class="settings">
      <nav class="settings-nav" aria-label={t('place.settings')}>
        {PLACES.map((one) => (
          <a
            key={one.place}
            href={addressOf(one.place)}
            aria-current={one.place === place ? 'page' : undefined}
          >
            <Icon svg={one.svg} small />
            {t(one.key)}
          </a>
        ))}
      </nav>
      <main class="settings-main" data-testid={`page-${place}`}>
        <header class="settings-head">
          <div>
            <h1>{title}</h1>
            {lead && <p>{lead}</p>}
          </div>
          {act}
        </header>
        {children}
      </main>
    </div>
  );
}

/** See {@link Read}. */
export interface ReadProps<T> {
  readonly reading: Reading<T>;
  readonly children: (value: T) => ComponentChildren;
}

/** Draws what was read; before that its shape, and when it failed why and what to do. */
export function Read<T>({ reading, children }: ReadProps<T>) {
  const value = reading.value.value;
  const state = reading.state.value;
  if (value !== null) return <>{children(value)}</>;
  if (state.kind !== 'failed') return <Skeletons label={t('page.loading')} rows={4} />;
  const forbidden = state.fault.code === 'forbidden';
  return (
    <Empty
      svg={alert}
      title={t(forbidden ? 'page.forbidden' : 'page.failed')}
      act={!forbidden && <Button onClick={reading.again}>{t('link.retry')}</Button>}
    >
      {forbidden ? t('page.forbidden.body') : faultWords(state.fault)}
    </Empty>
  );
}
