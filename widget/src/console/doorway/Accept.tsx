/** @file Behind an invitation and behind a link for a forgotten password: choosing a password. */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { t } from '../../i18n/staff';
import type { LinkKind, StaffDoors } from '../../net/staff';
import { createAsking } from '../../state/asking';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { FaultLine } from '../FaultLine';
import { PASSWORD_CHARS, shortPassword } from '../password';
import { DoorPage } from './DoorPage';

/** See {@link AcceptPage}. */
export interface AcceptPageProps {
  readonly doors: Pick<StaffDoors, 'acceptLink'>;
  readonly kind: LinkKind;
  readonly secret: string | null;
  /** The person is signed in. */
  readonly onDone: () => void;
}

/** Draws it. */
export function AcceptPage({ doors, kind, secret, onDone }: AcceptPageProps) {
  const password = useSignal('');
  const tried = useSignal(false);
  const asked = useMemo(() => createAsking(), []);
  const invited = kind === 'invitations';
  const title = t(invited ? 'invite.title' : 'reset.title');
  const state = asked.state.value;
  const gone = state.kind === 'failed' && state.fault.code === 'link_gone';
  if (secret === null || gone) {
    return (
      <DoorPage title={t('link.gone')} lead={t(invited ? 'invite.gone' : 'reset.gone')}>
        <a class="button" href="/console">
          {t('link.signIn')}
        </a>
      </DoorPage>
    );
  }
  const wrong = tried.value && shortPassword(password.value);

  function submit(event: Event) {
    event.preventDefault();
    tried.value = true;
    if (secret === null || shortPassword(password.value)) return;
    asked.run(() => doors.acceptLink(kind, { secret, password: password.value }), onDone);
  }

  return (
    <DoorPage title={title} lead={t(invited ? 'invite.lead' : 'reset.lead')}>
      <form class="form" onSubmit={submit}>
        <Field
          label={t('field.password.new')}
          kind="password"
          required
          autocomplete="new-password"
          hint={t('field.password.hint', { n: PASSWORD_CHARS })}
          fault={wrong ? t('fault.password') : null}
          value={password.value}
          testId="password"
          onInput={(text) => {
            password.value = text;
          }}
        />
        {state.kind === 'failed' && <FaultLine fault={state.fault} />}
        <Button kind="primary" submit busy={state.kind === 'running'} testId="accept">
          {t(invited ? 'invite.act' : 'reset.act')}
        </Button>
      </form>
    </DoorPage>
  );
}
