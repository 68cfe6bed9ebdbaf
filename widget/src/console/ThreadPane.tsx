/** @file The conversation in front: who, where they are, what was said, and the reply. */

import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { t } from '../i18n/staff';
import type { Conversation } from '../state/conversation';
import { shortId } from '../state/rows';
import { talkOf } from '../state/talk';
import { Problem } from '../ui/Problem';
import { Talk } from '../ui/Talk';
import { MESSAGE_CHARS, type Role } from '../wire/generated';
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
  const problem = useSignal<string | null>(null);
  const people = conversation.people.value;
  const row = session.list.value.get(conversation.id);
  const visitor = people.find((one) => one.role === 'visitor');
  const visitorName =
    row?.name ?? t('visitor.anonymous', { id: shortId(row?.visitor ?? visitor?.id ?? '') });
  const call = (id: string, role: Role | null) => {
    const name = role === 'visitor' ? row?.name : people.find((one) => one.id === id)?.name;
    const words = role === 'visitor' ? visitorName : t('agent.someone');
    return { name: name ?? words, named: (name ?? null) !== null };
  };
  const talk = talkOf(conversation, session.link.value, call, {
    thumb: (media) => session.media.imageUrl(media, 'thumb'),
    roomNow: () => session.client.socket.roomNow(),
    onProblem: (code) => {
      problem.value = code;
    },
  });
  const page = conversation.page.value ?? row?.page ?? null;
  const quiet = talk.entries.length === 0 && conversation.phase.value === 'ready';

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
      <Talk
        {...talk}
        key={conversation.id}
        field={field}
        draft={session.drafts.value.get(conversation.id) ?? ''}
        placeholder={t('composer.reply')}
        maxChars={MESSAGE_CHARS}
        onDraft={(text) => session.draft(conversation.id, text)}
        onReconnect={() => session.client.socket.start()}
        head={
          quiet && (
            <div class="empty">
              <h2>{t('console.begin')}</h2>
              <p>{t('console.begin.body')}</p>
            </div>
          )
        }
      />
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
