/** @file The stage of the conversation in front; always there, because showing is what we do. */

import { useMemo } from 'preact/hooks';
import { t } from '../i18n/i18n';
import type { Conversation } from '../state/conversation';
import { stagePort } from '../state/stage_port';
import { Lazy } from '../ui/Lazy';
import type { Session } from './session';

/** See {@link StagePane}. */
export interface StagePaneProps {
  readonly session: Session;
  readonly conversation: Conversation | null;
}

const loadStage = () => import('../coview/stage');

/** Draws it. */
export function StagePane({ session, conversation }: StagePaneProps) {
  const port = useMemo(() => {
    const { client, media, shelf } = session;
    return conversation && stagePort({ client, conversation, role: 'agent', media, shelf });
  }, [session, conversation]);
  return (
    <section class="stage-pane" data-testid="stage" aria-label={t('console.stage')}>
      {conversation && port && (
        <Lazy key={conversation.id} load={loadStage}>
          {({ Stage }) => <Stage />}
        </Lazy>
      )}
    </section>
  );
}
