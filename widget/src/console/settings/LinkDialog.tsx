/** @file A link for somebody, to be copied now: the server keeps only its hash. */

import { formatMoment } from '../../i18n/i18n';
import { t } from '../../i18n/staff';
import type { LinkKind, StaffDoors } from '../../net/staff';
import { Button } from '../../ui/Button';
import { CopyField } from '../../ui/CopyField';
import { Dialog } from '../../ui/Dialog';
import type { AgentInfo } from '../../wire/generated';
import { Read } from './Page';
import { useReading } from './reading';

/** See {@link LinkDialog}. */
export interface LinkDialogProps {
  readonly doors: Pick<StaffDoors, 'makeLink'>;
  readonly agent: AgentInfo;
  readonly kind: LinkKind;
  readonly onClose: () => void;
}

/** Draws it. */
export function LinkDialog({ doors, agent, kind, onClose }: LinkDialogProps) {
  const reading = useReading(() => doors.makeLink(kind, agent.id));
  const invited = kind === 'invitations';
  return (
    <Dialog
      title={t(invited ? 'team.link.invite' : 'team.link.reset', { name: agent.name })}
      onClose={onClose}
      testId="link-dialog"
    >
      <Read reading={reading}>
        {({ url, expiresAt }) => (
          <>
            <CopyField label={t('team.link')} value={url} primary />
            <p class="field-hint">{t('team.link.until', { time: formatMoment(expiresAt) })}</p>
          </>
        )}
      </Read>
      <div class="acts">
        <Button onClick={onClose}>{t('dialog.done')}</Button>
      </div>
    </Dialog>
  );
}
