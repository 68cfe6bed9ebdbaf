/** @file Keys with which a shop signs who its customer is. A new secret is shown this once. */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { formatMoment } from '../../i18n/i18n';
import { t } from '../../i18n/staff';
import { newId } from '../../net/ids';
import type { StaffDoors } from '../../net/staff';
import { createAsking } from '../../state/asking';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Confirm';
import { CopyField } from '../../ui/CopyField';
import type { Toasts } from '../../ui/toasts';
import type { CreatedIdentityKey, InboxDetails } from '../../wire/generated';
import { FaultLine } from '../FaultLine';
import { Read } from './Page';
import { useReading } from './reading';

/** See {@link KeysCard}. */
export interface KeysCardProps {
  readonly doors: Pick<StaffDoors, 'identityKeys' | 'addIdentityKey' | 'removeIdentityKey'>;
  readonly inbox: InboxDetails;
  readonly toasts: Toasts;
}

/** Two are valid at once, so that a shop can change from one to the other. */
const MOST_KEYS = 2;

/** Draws it. */
export function KeysCard({ doors, inbox, toasts }: KeysCardProps) {
  const reading = useReading(() => doors.identityKeys(inbox.id));
  const made = useSignal<CreatedIdentityKey | null>(null);
  const asked = useMemo(() => createAsking(), []);
  const state = asked.state.value;

  function make() {
    const key = { id: newId(), algorithm: 'HS256' as const, publicKey: null };
    asked.run(
      () => doors.addIdentityKey(inbox.id, key),
      (created) => {
        made.value = created;
        reading.again();
      },
    );
  }

  return (
    <details class="keys-card">
      <summary>{t('keys.title')}</summary>
      <p class="card-lead">{t('keys.lead')}</p>
      {made.value?.secret && (
        <div class="once">
          <CopyField label={t('keys.secret')} value={made.value.secret} primary />
          <p class="field-hint">{t('keys.once', { id: made.value.key.id })}</p>
        </div>
      )}
      <Read reading={reading}>
        {({ keys }) => (
          <>
            {keys.length === 0 && <p class="field-hint">{t('keys.none')}</p>}
            <ul class="lines">
              {keys.map((key) => (
                <li key={key.id}>
                  <div class="line-words">
                    <code>{key.id}</code>
                    <p>
                      {t('keys.since', {
                        algorithm: key.algorithm,
                        time: formatMoment(key.createdAt),
                      })}
                    </p>
                  </div>
                  <Confirm
                    question={t('keys.remove.question')}
                    act={t('keys.remove')}
                    onConfirm={() =>
                      asked.run(
                        () => doors.removeIdentityKey(inbox.id, key.id),
                        () => {
                          toasts.say(t('keys.removed'));
                          reading.again();
                        },
                      )
                    }
                  >
                    {(ask) => (
                      <Button small onClick={ask}>
                        {t('keys.remove')}
                      </Button>
                    )}
                  </Confirm>
                </li>
              ))}
            </ul>
            {state.kind === 'failed' && <FaultLine fault={state.fault} />}
            {keys.length < MOST_KEYS && (
              <div class="acts">
                <Button busy={state.kind === 'running'} onClick={make}>
                  {t('keys.make')}
                </Button>
              </div>
            )}
          </>
        )}
      </Read>
    </details>
  );
}
