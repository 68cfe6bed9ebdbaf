/** @file Where somebody is signed in, and the way to end that. */

import { useMemo } from 'preact/hooks';
import { formatMoment } from '../../i18n/i18n';
import { t } from '../../i18n/staff';
import type { StaffDoors } from '../../net/staff';
import { createAsking } from '../../state/asking';
import { Badge } from '../../ui/Badge';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Confirm';
import type { Toasts } from '../../ui/toasts';
import { FaultLine } from '../FaultLine';
import { Read } from './Page';
import { useReading } from './reading';

/** See {@link SessionsCard}. */
export interface SessionsCardProps {
  readonly doors: Pick<StaffDoors, 'sessions' | 'endSession' | 'endOtherSessions'>;
  readonly toasts: Toasts;
  /** The session this page is in. */
  readonly here: string;
}

/** Draws it. */
export function SessionsCard({ doors, toasts, here }: SessionsCardProps) {
  const reading = useReading(doors.sessions);
  const asked = useMemo(() => createAsking(), []);
  const state = asked.state.value;
  const ended = (text: string) => () => {
    toasts.say(text);
    reading.again();
  };
  return (
    <section class="card">
      <h2>{t('me.sessions')}</h2>
      <p class="card-lead">{t('me.sessions.lead')}</p>
      <Read reading={reading}>
        {({ sessions }) => (
          <>
            <ul class="lines">
              {sessions.map((one) => (
                <li key={one.id}>
                  <div class="line-words">
                    <strong>
                      <bdi>{one.device || t('me.sessions.unknown')}</bdi>
                    </strong>
                    <p>{t('me.sessions.seen', { time: formatMoment(one.lastSeenAt) })}</p>
                  </div>
                  {one.id === here ? (
                    <Badge kind="good">{t('me.sessions.here')}</Badge>
                  ) : (
                    <Button
                      small
                      onClick={() =>
                        asked.run(() => doors.endSession(one.id), ended(t('me.sessions.ended')))
                      }
                    >
                      {t('me.sessions.end')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            {state.kind === 'failed' && <FaultLine fault={state.fault} />}
            {sessions.length > 1 && (
              <div class="acts">
                <Confirm
                  question={t('me.sessions.endAll.question')}
                  act={t('me.sessions.endAll')}
                  onConfirm={() =>
                    asked.run(doors.endOtherSessions, ended(t('me.sessions.endedAll')))
                  }
                >
                  {(ask) => (
                    <Button busy={state.kind === 'running'} onClick={ask}>
                      {t('me.sessions.endAll')}
                    </Button>
                  )}
                </Confirm>
              </div>
            )}
          </>
        )}
      </Read>
    </section>
  );
}
