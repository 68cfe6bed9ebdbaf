/** @file Name and addresses of a site, new or known. */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { t } from '../../i18n/staff';
import { newId } from '../../net/ids';
import type { StaffDoors } from '../../net/staff';
import { createAsking } from '../../state/asking';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import type { InboxDetails } from '../../wire/generated';
import { FaultLine } from '../FaultLine';
import { originsOf } from '../origins';

/** See {@link SiteForm}. */
export interface SiteFormProps {
  readonly doors: Pick<StaffDoors, 'addInbox' | 'patchInbox'>;
  /** Null for a new one. */
  readonly inbox: InboxDetails | null;
  readonly onSaved: (inbox: InboxDetails) => void;
  readonly onCancel?: () => void;
}

/** Draws it. */
export function SiteForm({ doors, inbox, onSaved, onCancel }: SiteFormProps) {
  const name = useSignal(inbox?.name ?? '');
  const written = useSignal(inbox?.origins.join('\n') ?? '');
  const tried = useSignal(false);
  const id = useMemo(newId, []);
  const asked = useMemo(() => createAsking(), []);
  const state = asked.state.value;
  const origins = originsOf(written.value);
  const same =
    inbox !== null &&
    inbox.name === name.value.trim() &&
    inbox.origins.join() === (origins ?? []).join();

  function submit(event: Event) {
    event.preventDefault();
    tried.value = true;
    if (origins === null) return;
    const body = { name: name.value.trim(), origins };
    asked.run(
      () => (inbox ? doors.patchInbox(inbox.id, body) : doors.addInbox({ id, ...body })),
      (saved) => {
        written.value = saved.origins.join('\n');
        onSaved(saved);
      },
    );
  }

  return (
    <form class="form" onSubmit={submit}>
      <Field
        label={t('site.name')}
        hint={t('setup.shop.name.hint')}
        required
        maxLength={120}
        value={name.value}
        onInput={(text) => {
          name.value = text;
        }}
      />
      <Field
        label={t('site.origins')}
        hint={t('site.origins.hint')}
        placeholder="https://shop.example"
        lines={3}
        required
        fault={tried.value && origins === null ? t('fault.origin') : null}
        value={written.value}
        onInput={(text) => {
          written.value = text;
        }}
      />
      {state.kind === 'failed' && (
        <FaultLine fault={state.fault} own={{ bad_field: 'fault.origin' }} />
      )}
      <div class="acts">
        {onCancel && <Button onClick={onCancel}>{t('confirm.cancel')}</Button>}
        <Button
          {...(inbox === null ? { kind: 'primary' as const } : {})}
          submit
          disabled={same}
          busy={state.kind === 'running'}
        >
          {t(inbox === null ? 'site.add' : 'page.save')}
        </Button>
      </div>
    </form>
  );
}
