/** @file The conversation in front: who, where they are, what was said, and the reply. */

import type { RefObject } from 'preact';
import { useMemo } from 'preact/hooks';
import { t } from '../i18n/i18n';
import type { Conversation } from '../state/conversation';
import { failedNote } from '../state/failed_note';
import { colour, roleOf } from '../state/people';
import { shortId } from '../state/rows';
import { arrange } from '../state/thread';
import { Composer } from '../ui/Composer';
import { LinkBar } from '../ui/LinkBar';
import { Thread } from '../ui/Thread';
import { MESSAGE_CHARS } from '../wire/generated';
import { PageCard } from './PageCard';
import type { Session } from './session';
import { ThreadHead } from './ThreadHead';

/** See {@link ThreadPane}. */
export interface ThreadPaneProps {
  readonly session: Session;
  readonly conversation: Conversation | null;
  readonly field: RefObject<HTMLTextAreaElement>;
  readonly onBack: () => void;
  readonly onStage: () => void;
}

interface OpenProps extends ThreadPaneProps {
  readonly conversation: Conversation;
}

function Open({ session, conversation, field, onBack, onStage }: OpenProps) {
  const since = useMemo(() => Date.now(), [conversation.id]);
  const room = conversation.room.value;
  const people = conversation.people.value;
  const messages = conversation.messages.value;
  const link = session.link.value;
  const row = session.list.value.get(conversation.id);
  const entries = useMemo(
    () => arrange(messages, conversation.me, (id) => roleOf(room.participants, people, id)),
    [messages, room.participants, people, conversation],
  );
  const visitor = people.find((one) => one.role === 'visitor');
  const visitorName =
    row?.name ?? t('visitor.anonymous', { id: shortId(row?.visitor ?? visitor?.id ?? '') });
  const authorOf = (id: string) => {
    const visits = roleOf(room.participants, people, id) === 'visitor';
    const name = visits ? row?.name : people.find((one) => one.id === id)?.name;
    return {
      name: name ?? (visits ? visitorName : t('agent.someone')),
      named: (name ?? null) !== null,
      colour: colour(room.participants, people, id),
    };
  };
  const page = conversation.page.value ?? row?.page ?? null;
  const quiet = entries.length === 0 && conversation.phase.value === 'ready';

  return (
    <>
      <ThreadHead
        name={visitorName}
        named={(row?.name ?? null) !== null}
        state={visitor?.state ?? (row?.here ? 'online' : 'offline')}
        onBack={onBack}
        onStage={onStage}
      />
      {page && (
        <PageCard
          page={page}
          fetching={session.fetching.value}
          onTogether={() => session.together(page)}
        />
      )}
      <Thread
        key={conversation.id}
        entries={entries}
        authorOf={authorOf}
        writing={conversation.writing.value.map(authorOf)}
        pendingNote={link.kind === 'fine' ? null : 'message.willBeSent'}
        failedNote={(key) => failedNote(messages, key)}
        since={since}
        onRetry={conversation.sayAgain}
        onDiscard={conversation.giveUp}
        onNearStart={conversation.loadOlder}
        head={
          quiet && (
            <div class="empty">
              <h2>{t('console.begin')}</h2>
              <p>{t('console.begin.body')}</p>
            </div>
          )
        }
      />
      <LinkBar view={link} onRetry={() => session.client.socket.start()} />
      <Composer
        key={`${conversation.id}-composer`}
        field={field}
        draft={session.drafts.value.get(conversation.id) ?? ''}
        placeholder={t('composer.reply')}
        maxChars={MESSAGE_CHARS}
        onDraft={(text) => {
          session.draft(conversation.id, text);
          conversation.writes(text.trim() !== '');
        }}
        onSend={(text) => {
          session.draft(conversation.id, '');
          conversation.say(text);
        }}
      />
    </>
  );
}

/** Draws it, or an invitation to choose one. */
export function ThreadPane(props: ThreadPaneProps) {
  const { conversation } = props;
  const gone = conversation?.phase.value === 'gone';
  return (
    <main class="thread-pane" data-testid="thread">
      {conversation && !gone ? (
        <Open {...props} conversation={conversation} />
      ) : (
        <div class="empty middle">
          <h2>{t(gone ? 'console.gone' : 'console.pick')}</h2>
          {!gone && <p>{t('console.pick.body')}</p>}
        </div>
      )}
    </main>
  );
}
