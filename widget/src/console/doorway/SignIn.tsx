/** @file Signing in. Wrong e-mail and wrong password are one answer, so that nobody learns who works here. */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../../i18n/staff';
import type { StaffDoors } from '../../net/staff';
import { createAsking } from '../../state/asking';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { FaultLine } from '../FaultLine';
import { DoorPage } from './DoorPage';

/** See {@link SignIn}. */
export interface SignInProps {
  readonly doors: Pick<StaffDoors, 'signIn'>;
  readonly onSignedIn: () => void;
}

/** Draws it. */
export function SignIn({ doors, onSignedIn }: SignInProps) {
  const email = useSignal('');
  const password = useSignal('');
  const asked = useMemo(() => createAsking(), []);
  const first = useRef<HTMLInputElement>(null);
  const state = asked.state.value;
  useEffect(() => first.current?.focus(), []);

  function submit(event: Event) {
    event.preventDefault();
    const proof = { email: email.value.trim(), password: password.value };
    asked.run(() => doors.signIn(proof), onSignedIn);
  }

  return (
    <DoorPage title={t('signIn.title')}>
      <form class="form" onSubmit={submit}>
        <Field
          label={t('field.email')}
          kind="email"
          autocomplete="username"
          required
          field={first}
          value={email.value}
          testId="email"
          onInput={(text) => {
            email.value = text;
            asked.clear();
          }}
        />
        <Field
          label={t('field.password')}
          kind="password"
          autocomplete="current-password"
          required
          value={password.value}
          testId="password"
          onInput={(text) => {
            password.value = text;
            asked.clear();
          }}
        />
        {state.kind === 'failed' && (
          <FaultLine fault={state.fault} own={{ unauthorized: 'signIn.wrong' }} />
        )}
        <Button kind="primary" submit busy={state.kind === 'running'} testId="sign-in">
          {t('signIn.act')}
        </Button>
        <p class="field-hint">{t('signIn.help')}</p>
      </form>
    </DoorPage>
  );
}
