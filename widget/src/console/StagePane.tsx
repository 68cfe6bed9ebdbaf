/** @file The stage of the conversation in front; always there, because showing is what we do. */

import { signal, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { t } from '../i18n/staff';
import { loadStageTexts, stageText } from '../i18n/stage';
import type { Conversation } from '../state/conversation';
import { colour } from '../state/people';
import { stagePort } from '../state/stage_port';
import { Lazy } from '../ui/Lazy';
import { Problem } from '../ui/Problem';
import { participantColour } from '../ui/participants';
import type { Session } from './session';

/** See {@link StagePane}. */
export interface StagePaneProps {
  readonly session: Session;
  readonly conversation: Conversation | null;
}

/** A phone has no room for every tool at once. */
const PHONE = window.matchMedia('(width < 820px)');
const narrow = signal(PHONE.matches);
PHONE.addEventListener('change', () => {
  narrow.value = PHONE.matches;
});

const loadStage = () => import('../coview/stage');
const loadLayer = () => import('../upload/Layer');
const loadUploading = () => import('../upload/uploading');
const load = () => Promise.all([loadStage(), loadLayer(), loadUploading(), loadStageTexts()]);

function Open({ session, conversation }: StagePaneProps & { conversation: Conversation }) {
  const problem = useSignal<string | null>(null);
  const port = useMemo(() => {
    const { client, media, shelf } = session;
    return stagePort({ client, conversation, role: 'agent', media, shelf });
  }, [session, conversation]);
  const colourOf = (id: string) => {
    const { participants } = conversation.room.peek();
    return participantColour(colour(participants, conversation.people.peek(), id));
  };
  return (
    <>
      <Lazy load={load}>
        {([{ Stage }, { UploadLayer }, { uploadingOf }]) => (
          <UploadLayer
            uploading={uploadingOf(conversation, session.api)}
            t={stageText}
            sheet
            onFetch={(address) => session.fetchOnto(conversation, address)}
          >
            {(adding) => (
              <Stage
                port={port}
                t={stageText}
                colourOf={colourOf}
                variant="agent"
                compact={narrow.value}
                adding={adding}
                onProblem={(code) => {
                  problem.value = code;
                }}
              />
            )}
          </UploadLayer>
        )}
      </Lazy>
      {problem.value !== null && (
        <Problem
          code={problem.value}
          onDone={() => {
            problem.value = null;
          }}
        />
      )}
    </>
  );
}

/** Draws it. */
export function StagePane({ session, conversation }: StagePaneProps) {
  return (
    <section class="stage-pane" data-testid="stage" aria-label={t('console.stage')}>
      {conversation && conversation.phase.value !== 'gone' && (
        <Open key={conversation.id} session={session} conversation={conversation} />
      )}
    </section>
  );
}
