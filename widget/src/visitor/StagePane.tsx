/** @file The place of the stage in the panel, and the handle that gives it more or less room. */

import { useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import type { Conversation } from '../state/conversation';
import { stagePort } from '../state/stage_port';
import { IconButton } from '../ui/IconButton';
import { close } from '../ui/icons';
import { Lazy } from '../ui/Lazy';
import type { Session } from './session';

/** See {@link StagePane}. */
export interface StagePaneProps {
  readonly session: Session;
  readonly conversation: Conversation;
  /** Share of the sheet in percent. */
  readonly share: number;
  readonly onShare: (share: number) => void;
}

const loadStage = () => import('../coview/stage');

const LEAST = 30;
const MOST = 80;
const STEP = 5;

const within = (share: number) => Math.min(MOST, Math.max(LEAST, share));

function Handle({ share, onShare }: Pick<StagePaneProps, 'share' | 'onShare'>) {
  function drag(event: PointerEvent & { readonly currentTarget: HTMLElement }) {
    const { currentTarget: handle, pointerId, clientY } = event;
    if (event.type === 'pointerdown') handle.setPointerCapture(pointerId);
    if (!handle.hasPointerCapture(pointerId)) return;
    onShare(within((clientY / window.innerHeight) * 100));
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is a widget, not a rule
    <div
      class="stage-handle"
      role="separator"
      tabIndex={0}
      aria-label={t('stage.resize')}
      aria-orientation="horizontal"
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={Math.round(share)}
      onPointerDown={drag}
      onPointerMove={drag}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        onShare(within(share + (event.key === 'ArrowUp' ? -STEP : STEP)));
      }}
    />
  );
}

/** Draws it. */
export function StagePane({ session, conversation, share, onShare }: StagePaneProps) {
  const made = useRef<{ of: Conversation; port: ReturnType<typeof stagePort> } | null>(null);
  if (made.current?.of !== conversation) {
    const { client, media, shelf } = session;
    const port = stagePort({ client, conversation, role: 'visitor', media, shelf });
    made.current = { of: conversation, port };
  }
  return (
    <section class="stage-pane" data-testid="stage" aria-label={t('console.stage')}>
      <Lazy key={conversation.id} load={loadStage}>
        {({ Stage }) => <Stage />}
      </Lazy>
      <IconButton
        svg={close}
        label={t('stage.close')}
        class="stage-close"
        onClick={session.dismissStage}
      />
      <Handle share={share} onShare={onShare} />
    </section>
  );
}
