/** @file The place of a replay: reads the conversation, and says so while it is on its way. */

import { useEffect, useMemo } from 'preact/hooks';
import { t } from '../../i18n/staff';
import { loadStageTexts } from '../../i18n/stage';
import { recordDoors } from '../../net/record';
import { createFilm } from '../../state/film';
import { readRecord } from '../../state/record';
import { Button } from '../../ui/Button';
import { Empty } from '../../ui/Empty';
import { alert, film } from '../../ui/icons';
import { Skeletons } from '../../ui/Skeletons';
import type { ConversationId } from '../../wire/generated';
import { faultWords } from '../faults';
import { go } from '../place';
import type { Session } from '../session';
import { useReading } from '../settings/reading';
import { createPlayer } from './player';
import { Replay } from './Replay';
import './replay.css';

/** See {@link ReplayPage}. */
export interface ReplayPageProps {
  readonly session: Session;
  readonly conversation: ConversationId;
  /** The room time to begin at; null for the beginning. */
  readonly from: number | null;
}

/** Draws it. Give it a `key` of the conversation. */
export function ReplayPage({ session, conversation, from }: ReplayPageProps) {
  const reading = useReading(async () => {
    const doors = recordDoors(session.api);
    const [record, { Stage }] = await Promise.all([
      readRecord(doors, conversation, { staff: true, views: true }),
      import('../../coview/stage'),
      loadStageTexts(),
    ]);
    return { record, Stage };
  });
  const record = reading.value.value?.record ?? null;
  const Stage = reading.value.value?.Stage;
  const state = reading.state.value;
  const player = useMemo(() => record && createPlayer(createFilm(record), from), [record, from]);
  useEffect(() => () => player?.stop(), [player]);
  const leave = <Button onClick={() => go('chats')}>{t('replay.back')}</Button>;
  if (Stage && record && player && record.steps.length > 0) {
    return <Replay session={session} conversation={conversation} player={player} Stage={Stage} />;
  }
  if (record) {
    return (
      <main class="replay-none" data-testid="replay-empty">
        <Empty svg={film} title={t('replay.empty')} act={leave} middle />
      </main>
    );
  }
  if (state.kind !== 'failed') {
    return (
      <main class="replay-none" data-testid="replay-loading">
        <Skeletons label={t('page.loading')} rows={3} class="replay-skeleton" />
      </main>
    );
  }
  const gone = state.fault.code === 'not_found';
  return (
    <main class="replay-none" data-testid="replay-failed">
      <Empty
        svg={alert}
        title={t(gone ? 'console.gone' : 'page.failed')}
        act={gone ? leave : <Button onClick={reading.again}>{t('link.retry')}</Button>}
        middle
      >
        {gone ? null : faultWords(state.fault)}
      </Empty>
    </main>
  );
}
