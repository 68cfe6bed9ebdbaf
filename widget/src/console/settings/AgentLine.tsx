/** @file One person of the team. The last administrator can be neither demoted nor let go. */

import { useMemo } from 'preact/hooks';
import { t } from '../../i18n/staff';
import type { LinkKind, StaffDoors } from '../../net/staff';
import { createAsking } from '../../state/asking';
import { Avatar } from '../../ui/Avatar';
import { Badge } from '../../ui/Badge';
import { more } from '../../ui/icons';
import { Menu } from '../../ui/Menu';
import { Select } from '../../ui/Select';
import type { Toasts } from '../../ui/toasts';
import type { AgentInfo, PatchAgent } from '../../wire/generated';
import { FaultLine } from '../FaultLine';
import { ROLE_ORDER, ROLES } from './roles';

/** See {@link AgentLine}. */
export interface AgentLineProps {
  readonly agent: AgentInfo;
  /** The only administrator who may sign in. */
  readonly last: boolean;
  readonly doors: Pick<StaffDoors, 'patchAgent'>;
  readonly toasts: Toasts;
  readonly onChanged: (agent: AgentInfo) => void;
  readonly onLink: (kind: LinkKind) => void;
}

/** Draws it. */
export function AgentLine({ agent, last, doors, toasts, onChanged, onLink }: AgentLineProps) {
  const asked = useMemo(() => createAsking(), []);
  const state = asked.state.value;
  const change = (patch: Partial<PatchAgent>) =>
    asked.run(
      () => doors.patchAgent(agent.id, patch),
      (next) => {
        onChanged(next);
        toasts.say(t('page.saved'));
      },
    );
  return (
    <li class={agent.active ? '' : 'inactive'} data-testid="agent">
      <Avatar name={agent.name} colour={null} />
      <div class="line-words">
        <strong>
          <bdi>{agent.name}</bdi>
          {!agent.active && <Badge>{t('team.inactive')}</Badge>}
          {agent.active && !agent.joined && <Badge kind="warning">{t('team.invited')}</Badge>}
        </strong>
        {agent.email !== null && (
          <p>
            <bdi>{agent.email}</bdi>
          </p>
        )}
        {last && <p>{t('team.last')}</p>}
        {state.kind === 'failed' && <FaultLine fault={state.fault} />}
      </div>
      <Select
        quiet
        label={t('team.role.of', { name: agent.name })}
        value={agent.role}
        disabled={last || !agent.active}
        options={ROLE_ORDER.map((role) => ({ value: role, label: t(ROLES[role]) }))}
        onPick={(role) => change({ role })}
      />
      <Menu
        svg={more}
        label={t('team.more', { name: agent.name })}
        items={[
          agent.joined
            ? { label: t('team.reset'), onPick: () => onLink('password-resets') }
            : { label: t('team.inviteAgain'), onPick: () => onLink('invitations') },
          agent.active
            ? {
                label: t('team.deactivate'),
                danger: true,
                disabled: last,
                onPick: () => change({ active: false }),
              }
            : { label: t('team.activate'), onPick: () => change({ active: true }) },
        ]}
      />
    </li>
  );
}
