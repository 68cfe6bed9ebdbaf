/** @file The panel: chat always, the stage beside or above it when something is shown. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { Chat } from './Chat';
import { PastList, PastTalk } from './PastList';
import { Peek } from './Peek';
import { StagePane } from './StagePane';
import type { Session } from './session';
import { wearColour } from './shop_colour';

function Unavailable() {
  return (
    <main class="panel-state">
      <h1>{t('panel.unavailable')}</h1>
      <p>{t('panel.unavailable.body')}</p>
    </main>
  );
}

function Loading() {
  return (
    <main class="panel-state" aria-busy="true">
      <p class="hidden-text">{t('panel.loading')}</p>
      <div class="skeleton skeleton-head" />
      <div class="skeleton skeleton-text" />
      <div class="skeleton skeleton-composer" />
    </main>
  );
}

/** Draws the whole panel. */
export function App({ session }: { readonly session: Session }) {
  const share = useSignal(52);
  const boot = session.boot.value;
  const { sheet, atLeft, colour, safe } = session.host.shape.value;
  useEffect(() => wearColour(colour), [colour]);
  const place = session.past.place.value;
  const present = session.conversation.value;
  const conversation = place.kind === 'reading' ? place.conversation : present;
  if (boot.kind === 'unavailable') return <Unavailable />;
  if (boot.kind === 'loading' || conversation === null) return <Loading />;
  const staged = session.stageOpen.value;
  // In the small only the first line is there, for the eye and for the keyboard.
  const small = session.peek.value !== null && !session.host.shape.value.open;
  return (
    <>
      <Peek session={session} />
      <div
        inert={small}
        class={`panel ${session.host.framed ? '' : 'alone'} ${sheet ? 'sheet' : 'card'} ${staged ? 'staged' : ''} ${atLeft ? 'at-left' : ''}`}
        data-testid="panel"
        style={{
          '--stage-share': `${share.value}%`,
          '--safe-top': `${safe.top}px`,
          '--safe-right': `${safe.right}px`,
          '--safe-bottom': `${safe.bottom}px`,
          '--safe-left': `${safe.left}px`,
        }}
      >
        {staged && (
          <StagePane
            session={session}
            conversation={conversation}
            compact={sheet}
            share={share.value}
            onShare={(next) => {
              share.value = next;
            }}
          />
        )}
        {place.kind === 'list' && <PastList session={session} />}
        {place.kind === 'reading' && (
          <PastTalk session={session} conversation={place.conversation} />
        )}
        {place.kind === 'chat' && (
          <Chat session={session} conversation={conversation} inbox={boot.inbox} />
        )}
      </div>
    </>
  );
}
