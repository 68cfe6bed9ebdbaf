/** @file The conversations: list, thread and stage, as many of them as the window has room for. */

import type { Signal } from '@preact/signals';
import type { RefObject } from 'preact';
import { t } from '../i18n/staff';
import type { Column } from './App';
import { List } from './List';
import { StagePane } from './StagePane';
import type { Session } from './session';
import { ThreadPane } from './ThreadPane';

/** See {@link Chats}. */
export interface ChatsProps {
  readonly session: Session;
  readonly column: Signal<Column>;
  readonly drawer: Signal<boolean>;
  readonly field: RefObject<HTMLTextAreaElement>;
}

/** Draws them. */
export function Chats({ session, column, drawer, field }: ChatsProps) {
  const conversation = session.conversation.value;
  const show = (next: Column) => () => {
    column.value = next;
  };
  return (
    <>
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
        onBack={show('list')}
        onStage={show('stage')}
      />
      <StagePane session={session} conversation={conversation} />
    </>
  );
}
