/** @file Who did what, page by page, and the proof that nobody altered it. */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { formatMoment } from '../../i18n/i18n';
import { count, t } from '../../i18n/staff';
import type { StaffDoors } from '../../net/staff';
import { createAsking } from '../../state/asking';
import { Button } from '../../ui/Button';
import { Empty } from '../../ui/Empty';
import { Icon } from '../../ui/Icon';
import { alert, audit, tick } from '../../ui/icons';
import type { AgentInfo, AuditRow, AuditVerdict } from '../../wire/generated';
import { FaultLine } from '../FaultLine';
import { auditWords } from './audit_words';
import { Page, Read } from './Page';
import { useReading } from './reading';

/** See {@link AuditLog}. */
export interface AuditLogProps {
  readonly doors: Pick<StaffDoors, 'audit' | 'verifyAudit' | 'agents'>;
}

function Verdict({ verdict }: { readonly verdict: AuditVerdict }) {
  return (
    <p class={`verdict ${verdict.intact ? 'good' : 'bad'}`} role="status" data-testid="verdict">
      <Icon svg={verdict.intact ? tick : alert} small />
      {verdict.intact
        ? count('audit.intact', verdict.entries)
        : t('audit.broken', { n: verdict.brokenAt ?? 0 })}
    </p>
  );
}

interface TableProps {
  readonly entries: readonly AuditRow[];
  readonly people: readonly AgentInfo[];
}

function Table({ entries, people }: TableProps) {
  const nameOf = (id: string | null) =>
    id === null ? t('audit.server') : (people.find((one) => one.id === id)?.name ?? id.slice(-8));
  return (
    <table class="table audit-table">
      <thead>
        <tr>
          <th scope="col" class="number">
            {t('audit.number')}
          </th>
          <th scope="col">{t('audit.when')}</th>
          <th scope="col">{t('audit.who')}</th>
          <th scope="col">{t('audit.what')}</th>
          <th scope="col">{t('audit.target')}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((row) => (
          <tr key={row.seq}>
            <td class="number">{row.seq}</td>
            <td>
              <time dateTime={new Date(row.at).toISOString()}>{formatMoment(row.at)}</time>
            </td>
            <td>
              <bdi>{nameOf(row.actor)}</bdi>
            </td>
            <td>{auditWords(row.action)}</td>
            <td>
              <bdi>{row.target !== null && nameOf(row.target)}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Draws it. */
export function AuditLog({ doors }: AuditLogProps) {
  const reading = useReading(() => doors.audit(null));
  // Names for ids; without them the ids are shown.
  const team = useReading(doors.agents);
  const verdict = useSignal<AuditVerdict | null>(null);
  const asked = useMemo(() => createAsking(), []);
  const older = useMemo(() => createAsking(), []);
  const state = asked.state.value;
  const paging = older.state.value;
  const verify = () =>
    asked.run(doors.verifyAudit, (found) => {
      verdict.value = found;
    });
  return (
    <Page
      place="audit"
      title={t('place.audit')}
      lead={t('audit.lead')}
      act={
        <Button svg={tick} busy={state.kind === 'running'} onClick={verify} testId="verify">
          {t('audit.verify')}
        </Button>
      }
    >
      {verdict.value && <Verdict verdict={verdict.value} />}
      {state.kind === 'failed' && <FaultLine fault={state.fault} />}
      <Read reading={reading}>
        {({ entries, next }) =>
          entries.length === 0 ? (
            <Empty svg={audit} title={t('audit.none')}>
              {t('audit.none.body')}
            </Empty>
          ) : (
            <section class="card flush">
              <Table entries={entries} people={team.value.value?.agents ?? []} />
              {paging.kind === 'failed' && <FaultLine fault={paging.fault} />}
              {next !== null && (
                <div class="acts middle">
                  <Button
                    busy={paging.kind === 'running'}
                    onClick={() =>
                      older.run(
                        () => doors.audit(next),
                        (page) => reading.put({ ...page, entries: [...entries, ...page.entries] }),
                      )
                    }
                  >
                    {t('audit.older')}
                  </Button>
                </div>
              )}
            </section>
          )
        }
      </Read>
    </Page>
  );
}
