/** @file The place of the stage in the panel. */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { stageText } from '../i18n/stage';
import type { Conversation } from '../state/conversation';
import { colour } from '../state/people';
import { stagePort } from '../state/stage_port';
import { IconButton } from '../ui/IconButton';
import { close } from '../ui/icons';
import { Lazy } from '../ui/Lazy';
import { Problem } from '../ui/Problem';
import { participantColour } from '../ui/participants';
import { Handle } from './Handle';
import type { Session } from './session';
import { loadStage } from './stage_parts';

/** See {@link StagePane}. */
export interface StagePaneProps {
  readonly session: Session;
  readonly conversation: Conversation;
  readonly compact: boolean;
  /** Share of the sheet in percent. */
  readonly share: number;
  readonly onShare: (share: number) => void;
}

/** Draws it. */
export function StagePane(props: StagePaneProps) {
  const { session, conversation, compact, share, onShare } = props;
  const problem = useSignal<string | null>(null);
  const port = useMemo(() => {
    const { api, client, media, shelf } = session;
    return stagePort({ api, client, conversation, role: 'visitor', media, shelf });
  }, [session, conversation]);
  const colourOf = (id: string) => {
    const { participants } = conversation.room.peek();
    return participantColour(colour(participants, conversation.people.peek(), id));
  };
  return (
    <section class="stage-pane" data-testid="stage" aria-label={t('pane.label')}>
      <Lazy key={conversation.id} load={loadStage}>
        {([{ Stage }, { UploadLayer }, { uploadingOf }]) => (
          <UploadLayer
            uploading={uploadingOf(conversation, session.api, 'visitor')}
            t={stageText}
            sheet
            onFetch={null}
          >
            {(adding) => (
              <Stage
                port={port}
                t={stageText}
                colourOf={colourOf}
                variant="visitor"
                compact={compact}
                adding={adding}
                onProblem={(code) => {
                  problem.value = code;
                }}
              />
            )}
          </UploadLayer>
        )}
      </Lazy>
      <IconButton
        svg={close}
        label={t('pane.close')}
        class="stage-close"
        onClick={session.dismissStage}
      />
      <Handle share={share} onShare={onShare} />
      {problem.value !== null && (
        <Problem
          code={problem.value}
          onDone={() => {
            problem.value = null;
          }}
        />
      )}
    </section>
  );
}
