/** @file The sites the chat stands on: name, addresses, the line to paste, keys that sign who is who. */

import { useSignal } from '@preact/signals';
import { t } from '../../i18n/staff';
import type { StaffDoors } from '../../net/staff';
import { Button } from '../../ui/Button';
import { Empty } from '../../ui/Empty';
import { add, site } from '../../ui/icons';
import type { Toasts } from '../../ui/toasts';
import type { InboxDetails } from '../../wire/generated';
import { ShopLine } from '../ShopLine';
import { KeysCard } from './KeysCard';
import { Page, Read } from './Page';
import { useReading } from './reading';
import { SiteForm } from './SiteForm';

/** See {@link SitesPage}. */
export interface SitesPageProps {
  readonly doors: StaffDoors;
  readonly toasts: Toasts;
}

/** Draws it. */
export function SitesPage({ doors, toasts }: SitesPageProps) {
  const reading = useReading(doors.inboxes);
  const adding = useSignal(false);

  function changed(inbox: InboxDetails) {
    const known = reading.value.peek()?.inboxes ?? [];
    const there = known.some((one) => one.id === inbox.id);
    const inboxes = there
      ? known.map((one) => (one.id === inbox.id ? inbox : one))
      : [...known, inbox];
    reading.put({ inboxes });
    adding.value = false;
    toasts.say(t('page.saved'));
  }

  const begin = () => {
    adding.value = true;
  };
  return (
    <Page
      place="sites"
      title={t('place.sites')}
      lead={t('site.lead')}
      act={
        <Button svg={add} onClick={begin} disabled={adding.value} testId="add-site">
          {t('site.add')}
        </Button>
      }
    >
      {adding.value && (
        <section class="card">
          <h2>{t('site.new')}</h2>
          <SiteForm
            doors={doors}
            inbox={null}
            onSaved={changed}
            onCancel={() => {
              adding.value = false;
            }}
          />
        </section>
      )}
      <Read reading={reading}>
        {({ inboxes }) =>
          inboxes.length === 0 && !adding.value ? (
            <Empty
              svg={site}
              title={t('site.none')}
              act={
                <Button kind="primary" onClick={begin}>
                  {t('site.add')}
                </Button>
              }
            >
              {t('site.none.body')}
            </Empty>
          ) : (
            inboxes.map((inbox) => (
              <section class="card" key={inbox.id} data-testid="site">
                <h2>
                  <bdi>{inbox.name}</bdi>
                </h2>
                <ShopLine inbox={inbox} />
                <SiteForm doors={doors} inbox={inbox} onSaved={changed} />
                <KeysCard doors={doors} inbox={inbox} toasts={toasts} />
              </section>
            ))
          )
        }
      </Read>
    </Page>
  );
}
