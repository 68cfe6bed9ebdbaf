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
import type { Media } from '../wire/generated';
import { narrow } from './narrow';
import type { Session } from './session';

/** See {@link StagePane}. */
export interface StagePaneProps {
  readonly session: Session;
  readonly conversation: Conversation | null;
}

/** Nothing is put onto a stage that is only looked at. */
const NO_SHELF = signal<readonly Media[]>([]);

const loadStage = () => import('../coview/stage');
const loadLayer = () => import('../upload/Layer');
const loadUploading = () => import('../upload/uploading');
const load = () => Promise.all([loadStage(), loadLayer(), loadUploading(), loadStageTexts()]);

interface OpenProps extends StagePaneProps {
  readonly conversation: Conversation;
  /** Everything can be looked at, nothing changed. */
  readonly still: boolean;
}

function Open({ session, conversation, still }: OpenProps) {
  const problem = useSignal<string | null>(null);
  const port = useMemo(() => {
    const { api, client, media, shelf } = session;
    // Somebody who may change nothing gets no handles for it.
    const role = still ? 'guest' : 'agent';
    const shown = still ? NO_SHELF : shelf;
    const port = stagePort({ api, client, conversation, role, media, shelf: shown });
    return still ? port : { ...port, aim: session.canned.aim };
  }, [session, conversation, still]);
  const colourOf = (id: string) => {
    const { participants } = conversation.room.peek();
    return participantColour(colour(participants, conversation.people.peek(), id));
  };
  return (
    <>
      <Lazy load={load}>
        {([{ Stage }, { UploadLayer }, { uploadingOf }]) => (
          <UploadLayer
            uploading={uploadingOf(conversation, session.api, 'staff')}
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
                still={still}
                {...(still ? {} : { adding })}
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

/** Draws it; while an earlier conversation is read, what was shown there. */
export function StagePane({ session, conversation }: StagePaneProps) {
  const earlier = session.earlier.reading.value;
  const phase = earlier?.phase.value;
  const shown = earlier ?? conversation;
  return (
    <section class="stage-pane" data-testid="stage" aria-label={t('console.stage')}>
      {shown && shown.phase.value !== 'gone' && phase !== 'loading' && (
        <Open key={shown.id} session={session} conversation={shown} still={earlier !== null} />
      )}
    </section>
  );
}
