/** @file The console: rail, list, thread and stage, as many of them as the window has room for. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { KeySheet } from './KeySheet';
import { watchKeys } from './keys';
import { List } from './List';
import { Rail } from './Rail';
import { SignedOut } from './SignedOut';
import { StagePane } from './StagePane';
import type { Session } from './session';
import { ThreadPane } from './ThreadPane';

/** Which of the columns a phone shows. */
export type Column = 'list' | 'thread' | 'stage';

/** Draws the whole console. */
export function App({ session }: { readonly session: Session }) {
  const column = useSignal<Column>('list');
  const drawer = useSignal(false);
  const keys = useSignal(false);
  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(
    () =>
      watchKeys({
        next: () => session.step(1),
        previous: () => session.step(-1),
        reply: () => field.current?.focus(),
        list: () => {
          drawer.value = !drawer.value;
        },
        help: () => {
          keys.value = !keys.value;
        },
        leave: () => {
          drawer.value = false;
          keys.value = false;
        },
      }),
    [session],
  );

  if (session.boot.value === 'signed-out') return <SignedOut onRetry={session.signedIn} />;
  const conversation = session.conversation.value;
  return (
    <div class={`console shows-${column.value} ${drawer.value ? 'drawer' : ''}`}>
      <Rail
        column={column.value}
        drawer={drawer.value}
        waiting={session.waiting.value}
        onColumn={(next) => {
          column.value = next;
        }}
        onDrawer={() => {
          drawer.value = !drawer.value;
        }}
        onKeys={() => {
          keys.value = true;
        }}
      />
      <List
        session={session}
        picked={conversation?.id ?? null}
        onPick={(id) => {
          session.pick(id);
          drawer.value = false;
          column.value = 'thread';
        }}
      />
      {drawer.value && (
        <button
          type="button"
          class="drawer-shade"
          aria-label={t('console.list.close')}
          onClick={() => {
            drawer.value = false;
          }}
        />
      )}
      <ThreadPane
        session={session}
        conversation={conversation}
        field={field}
        onBack={() => {
          column.value = 'list';
        }}
        onStage={() => {
          column.value = 'stage';
        }}
      />
      <StagePane session={session} conversation={conversation} />
      {keys.value && (
        <KeySheet
          onClose={() => {
            keys.value = false;
          }}
        />
      )}
    </div>
  );
}
