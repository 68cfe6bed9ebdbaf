/** @file The people of the shop: who they are, what they may do, inviting and letting go. */

import { useSignal } from '@preact/signals';
import { t } from '../../i18n/staff';
import type { LinkKind, StaffDoors } from '../../net/staff';
import { Button } from '../../ui/Button';
import { add } from '../../ui/icons';
import type { Toasts } from '../../ui/toasts';
import type { AgentInfo } from '../../wire/generated';
import { AgentLine } from './AgentLine';
import { InviteDialog } from './InviteDialog';
import { LinkDialog } from './LinkDialog';
import { Page, Read } from './Page';
import { useReading } from './reading';

/** See {@link TeamPage}. */
export interface TeamPageProps {
  readonly doors: StaffDoors;
  readonly toasts: Toasts;
}

/** A link somebody asked for. */
interface Linked {
  readonly agent: AgentInfo;
  readonly kind: LinkKind;
}

/** Draws it. */
export function TeamPage({ doors, toasts }: TeamPageProps) {
  const reading = useReading(doors.agents);
  const inviting = useSignal(false);
  const linked = useSignal<Linked | null>(null);

  function changed(agent: AgentInfo) {
    const known = reading.value.peek()?.agents ?? [];
    const others = known.filter((one) => one.id !== agent.id);
    const agents = [...others, agent].sort((a, b) => a.name.localeCompare(b.name));
    reading.put({ agents });
  }

  return (
    <Page
      place="team"
      title={t('place.team')}
      lead={t('team.lead')}
      act={
        <Button
          kind="primary"
          svg={add}
          testId="invite"
          onClick={() => {
            inviting.value = true;
          }}
        >
          {t('team.invite')}
        </Button>
      }
    >
      <Read reading={reading}>
        {({ agents }) => {
          const heads = agents.filter((one) => one.role === 'administrator' && one.active);
          return (
            <section class="card flush">
              <ul class="lines">
                {agents.map((agent) => (
                  <AgentLine
                    key={agent.id}
                    agent={agent}
                    last={heads.length === 1 && heads[0]?.id === agent.id}
                    doors={doors}
                    toasts={toasts}
                    onChanged={changed}
                    onLink={(kind) => {
                      linked.value = { agent, kind };
                    }}
                  />
                ))}
              </ul>
            </section>
          );
        }}
      </Read>
      {inviting.value && (
        <InviteDialog
          doors={doors}
          onAdded={(agent) => {
            changed(agent);
            inviting.value = false;
            linked.value = { agent, kind: 'invitations' };
          }}
          onClose={() => {
            inviting.value = false;
          }}
        />
      )}
      {linked.value && (
        <LinkDialog
          doors={doors}
          agent={linked.value.agent}
          kind={linked.value.kind}
          onClose={() => {
            linked.value = null;
          }}
        />
      )}
    </Page>
  );
}
