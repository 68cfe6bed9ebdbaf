/** @file The first steps of a new shop: the shop, its address, its first administrator. */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { t } from '../../i18n/staff';
import type { StaffDoors } from '../../net/staff';
import { createAsking } from '../../state/asking';
import { Button } from '../../ui/Button';
import type { InboxDetails } from '../../wire/generated';
import { FaultLine } from '../FaultLine';
import { originsOf } from '../origins';
import { PASSWORD_CHARS, shortPassword } from '../password';
import { ShopLine } from '../ShopLine';
import { TextField } from '../TextField';
import { DoorPage } from './DoorPage';

/** See {@link SetupPage}. */
export interface SetupPageProps {
  readonly doors: Pick<StaffDoors, 'setUp' | 'inboxes'>;
  readonly secret: string | null;
}

interface DoneProps {
  readonly inbox: InboxDetails | null;
}

function Done({ inbox }: DoneProps) {
  return (
    <DoorPage wide title={t('setup.done')} lead={t('setup.done.body')}>
      {inbox && <ShopLine inbox={inbox} primary />}
      <div class="acts">
        <a class="button" href="/console">
          {t('setup.open')}
        </a>
      </div>
    </DoorPage>
  );
}

/** Draws it; afterwards the line for the shop. */
export function SetupPage({ doors, secret }: SetupPageProps) {
  const shop = useSignal('');
  const address = useSignal('');
  const name = useSignal('');
  const email = useSignal('');
  const password = useSignal('');
  const tried = useSignal(false);
  const ready = useSignal<DoneProps | null>(null);
  const asked = useMemo(() => createAsking(), []);
  if (secret === null) {
    return (
      <DoorPage title={t('setup.title')} lead={t('setup.noSecret')}>
        {null}
      </DoorPage>
    );
  }
  if (ready.value) return <Done {...ready.value} />;
  const state = asked.state.value;
  const origins = originsOf(address.value);
  const wrongAddress = tried.value && origins === null;
  const wrongPassword = tried.value && shortPassword(password.value);

  function submit(event: Event) {
    event.preventDefault();
    tried.value = true;
    if (origins === null || secret === null || shortPassword(password.value)) return;
    const setup = {
      secret,
      shop: shop.value.trim(),
      origins,
      name: name.value.trim(),
      email: email.value.trim(),
      password: password.value,
    };
    asked.run(
      async () => {
        await doors.setUp(setup);
        // Signed in by now; without the list the page says where the line is found.
        return doors.inboxes().catch(() => null);
      },
      (found) => {
        ready.value = { inbox: found?.inboxes[0] ?? null };
      },
    );
  }

  return (
    <DoorPage wide title={t('setup.title')} lead={t('setup.lead')}>
      <form class="form" onSubmit={submit}>
        <fieldset>
          <legend>{t('setup.shop')}</legend>
          <TextField
            label={t('setup.shop.name')}
            hint={t('setup.shop.name.hint')}
            required
            maxLength={120}
            autocomplete="organization"
            text={shop}
            testId="shop"
          />
        </fieldset>
        <fieldset>
          <legend>{t('setup.address')}</legend>
          <TextField
            label={t('setup.origin')}
            hint={t('setup.origin.hint')}
            placeholder="https://shop.example"
            required
            fault={wrongAddress ? t('fault.origin') : null}
            text={address}
            testId="origin"
          />
        </fieldset>
        <fieldset>
          <legend>{t('setup.you')}</legend>
          <TextField
            label={t('field.name')}
            hint={t('field.name.hint')}
            required
            maxLength={120}
            autocomplete="name"
            text={name}
            testId="name"
          />
          <TextField
            label={t('field.email')}
            kind="email"
            required
            autocomplete="username"
            text={email}
            testId="email"
          />
          <TextField
            label={t('field.password')}
            kind="password"
            required
            hint={t('field.password.hint', { n: PASSWORD_CHARS })}
            fault={wrongPassword ? t('fault.password') : null}
            autocomplete="new-password"
            text={password}
            testId="password"
          />
        </fieldset>
        {state.kind === 'failed' && (
          <FaultLine
            fault={state.fault}
            own={{ unauthorized: 'fault.link', not_found: 'fault.link' }}
          />
        )}
        <Button kind="primary" submit busy={state.kind === 'running'} testId="set-up">
          {t('setup.act')}
        </Button>
      </form>
    </DoorPage>
  );
}
