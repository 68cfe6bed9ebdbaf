/** @file Adding somebody: name, e-mail, what they may do. The link to sign in with comes after. */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { t } from '../../i18n/staff';
import { newId } from '../../net/ids';
import type { StaffDoors } from '../../net/staff';
import { createAsking } from '../../state/asking';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Select } from '../../ui/Select';
import type { AgentInfo, StaffRole } from '../../wire/generated';
import { FaultLine } from '../FaultLine';
import { TextField } from '../TextField';
import { ROLE_HINTS, ROLE_ORDER, ROLES } from './roles';

/** See {@link InviteDialog}. */
export interface InviteDialogProps {
  readonly doors: Pick<StaffDoors, 'addAgent'>;
  readonly onAdded: (agent: AgentInfo) => void;
  readonly onClose: () => void;
}

/** Draws it. */
export function InviteDialog({ doors, onAdded, onClose }: InviteDialogProps) {
  const name = useSignal('');
  const email = useSignal('');
  const role = useSignal<StaffRole>('agent');
  // One id for one person: asked again after a break, nobody is added twice.
  const id = useMemo(newId, []);
  const asked = useMemo(() => createAsking(), []);
  const state = asked.state.value;
  return (
    <Dialog title={t('team.invite')} onClose={onClose} testId="invite-dialog">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          const agent = {
            id,
            name: name.value.trim(),
            email: email.value.trim(),
            role: role.value,
          };
          asked.run(() => doors.addAgent(agent), onAdded);
        }}
      >
        <TextField
          label={t('field.name')}
          required
          maxLength={120}
          text={name}
          testId="invite-name"
        />
        <TextField
          label={t('field.email')}
          kind="email"
          required
          text={email}
          testId="invite-email"
        />
        <Select
          label={t('team.role')}
          value={role.value}
          options={ROLE_ORDER.map((one) => ({ value: one, label: t(ROLES[one]) }))}
          onPick={(next) => {
            role.value = next;
          }}
        />
        <p class="field-hint">{t(ROLE_HINTS[role.value])}</p>
        {state.kind === 'failed' && <FaultLine fault={state.fault} />}
        <div class="acts">
          <Button onClick={onClose}>{t('confirm.cancel')}</Button>
          <Button kind="primary" submit busy={state.kind === 'running'} testId="invite-send">
            {t('team.invite.act')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
