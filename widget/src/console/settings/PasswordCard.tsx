/** @file Another password; every other place where one is signed in is signed out. */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { t } from '../../i18n/staff';
import type { StaffDoors } from '../../net/staff';
import { createAsking } from '../../state/asking';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import type { Toasts } from '../../ui/toasts';
import { FaultLine } from '../FaultLine';
import { PASSWORD_CHARS, shortPassword } from '../password';

/** See {@link PasswordCard}. */
export interface PasswordCardProps {
  readonly doors: Pick<StaffDoors, 'changePassword'>;
  readonly toasts: Toasts;
}

/** Draws it. */
export function PasswordCard({ doors, toasts }: PasswordCardProps) {
  const current = useSignal('');
  const next = useSignal('');
  const tried = useSignal(false);
  const asked = useMemo(() => createAsking(), []);
  const state = asked.state.value;
  const short = tried.value && shortPassword(next.value);
  return (
    <section class="card">
      <h2>{t('me.password')}</h2>
      <p class="card-lead">{t('me.password.lead')}</p>
      <form
        class="form two"
        onSubmit={(event) => {
          event.preventDefault();
          tried.value = true;
          if (shortPassword(next.value)) return;
          asked.run(
            () => doors.changePassword({ current: current.value, next: next.value }),
            () => {
              current.value = '';
              next.value = '';
              tried.value = false;
              toasts.say(t('me.password.done'));
            },
          );
        }}
      >
        <Field
          label={t('me.password.current')}
          kind="password"
          required
          autocomplete="current-password"
          value={current.value}
          onInput={(text) => {
            current.value = text;
          }}
        />
        <Field
          label={t('field.password.new')}
          kind="password"
          required
          autocomplete="new-password"
          hint={t('field.password.hint', { n: PASSWORD_CHARS })}
          fault={short ? t('fault.password') : null}
          value={next.value}
          onInput={(text) => {
            next.value = text;
          }}
        />
        {state.kind === 'failed' && (
          <FaultLine fault={state.fault} own={{ unauthorized: 'me.password.wrong' }} />
        )}
        <div class="acts">
          <Button submit busy={state.kind === 'running'}>
            {t('me.password.act')}
          </Button>
        </div>
      </form>
    </section>
  );
}
