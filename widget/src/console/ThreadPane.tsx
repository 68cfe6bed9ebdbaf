/** @file The conversation in front: who, where they are, what was said, the reply or a note. */

import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { t } from '../i18n/staff';
import { codeOf } from '../net/refused';
import type { Conversation } from '../state/conversation';
import { weave } from '../state/notes';
import { talkOf } from '../state/talk';
import { IconButton } from '../ui/IconButton';
import { slash } from '../ui/icons';
import { Problem } from '../ui/Problem';
import { Tabs } from '../ui/Tabs';
import { Talk } from '../ui/Talk';
import { MESSAGE_CHARS } from '../wire/generated';
import { CannedPicker } from './CannedPicker';
import { CannedSave } from './CannedSave';
import { ContextPane } from './ContextPane';
import { callerOf, visitorName } from './callers';
import { firstName } from './canned_words';
import { cardsOf } from './cards';
import { EarlierTalk } from './EarlierTalk';
import { PageCard } from './PageCard';
import { goTo } from './place';
import type { Session } from './session';
import { staffEntries } from './staff_entries';
import { ThreadHead } from './ThreadHead';
import { useCanned, VARIABLE_WORDS } from './use_canned';

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
  const { id, me } = conversation;
  const people = conversation.people.value;
  const row = session.lists.rowOf(id);
  const visitor = people.find((one) => one.role === 'visitor');
  const whose = row?.visitor ?? visitor?.id ?? null;
  const name = visitorName(row?.name ?? null, whose ?? '');
  const call = callerOf(people, row?.name ?? null, name);
  const tell = (code: string) => {
    problem.value = code;
  };
  const talk = talkOf(conversation, session.link.value, call, {
    thumb: (media, failed) => session.media.imageUrl(media, 'thumb', failed),
    roomNow: () => session.client.socket.roomNow(),
    onProblem: tell,
  });
  const notes = session.notes.value;
  const nameOf = (by: string) => (by === me ? t('thread.me') : call(by, 'agent').name);
  const entries = staffEntries(weave(talk.entries, notes?.lines.value ?? []), {
    nameOf,
    erasable: ({ by }) => by === me || session.looksAfterTeam.value,
    onErase: (seq) => notes?.erase(seq).catch((error) => tell(codeOf(error))),
  });
  const page = conversation.page.value ?? row?.page ?? null;
  const quiet = talk.entries.length === 0 && conversation.phase.value === 'ready';
  const assignee = row?.assignee ?? null;
  const ended = conversation.room.value.status === 'resolved';
  // An ended conversation takes notes only.
  const noting = session.noting.value || ended;
  const draftKey = noting ? `${id}.note` : id;
  const saving = useSignal(false);
  const draft = session.drafts.value.get(draftKey) ?? '';
  const canned = useCanned({
    session,
    conversation,
    field,
    draft,
    onDraft: (text) => session.draft(draftKey, text),
    facts: {
      'visitor.first_name': firstName(row?.name ?? visitor?.name ?? null),
      'agent.name': people.find((one) => one.id === me)?.name ?? null,
      'product.title': page?.product?.name ?? null,
    },
    language: page?.language ?? null,
    shows: !noting,
    onProblem: tell,
  });
  const asked = canned.asked.value;

  function addNote(text: string) {
    notes?.add(text, (code, back) => {
      tell(code);
      session.draft(`${id}.note`, back);
    });
  }

  const context = session.contextOpen.value && (
    <ContextPane session={session} conversation={id} visitor={whose} name={name} page={page} />
  );
  const earlier = session.earlier.reading.value;
  if (earlier) {
    const named = row?.name ?? null;
    return (
      <>
        <EarlierTalk
          session={session}
          conversation={earlier}
          named={named}
          name={name}
          onStage={onStage}
        />
        {context}
      </>
    );
  }

  return (
    <>
      <ThreadHead
        name={name}
        named={(row?.name ?? null) !== null}
        state={visitor?.state ?? (row?.here ? 'online' : 'offline')}
        status={conversation.room.value.status}
        answers={assignee === null ? null : t('thread.answers', { name: nameOf(assignee) })}
        mine={assignee === me}
        quiet={quiet}
        onTake={() => session.deal('take')}
        onResolve={() => session.deal('resolve')}
        onReopen={() => session.deal('reopen')}
        onReplay={() => goTo('replay', id)}
        onContext={() => session.showContext(!session.contextOpen.peek())}
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
        key={id}
        card={cardsOf({ session, conversation, still: false, onProblem: tell })}
        entries={entries}
        field={field}
        draft={draft}
        onKeys={canned.keys}
        onCursor={canned.cursor}
        fault={canned.fault}
        list={canned.list}
        beside={
          <IconButton
            svg={slash}
            label={t('canned.title')}
            keys="/"
            testId="canned-open"
            onClick={canned.open}
          />
        }
        placeholder={t(noting ? 'note.placeholder' : 'composer.reply')}
        maxChars={MESSAGE_CHARS}
        onDraft={(text) => session.draft(draftKey, text)}
        // Nobody on the shop shall see that staff writes among itself.
        onWrites={noting ? () => undefined : talk.onWrites}
        onSay={noting ? addNote : talk.onSay}
        onReconnect={() => session.client.socket.start()}
        above={
          <>
            {asked && (
              <CannedPicker
                session={session}
                id={canned.listId}
                found={asked.found}
                at={canned.at}
                query={asked.query}
                language={page?.language ?? null}
                onPick={canned.pick}
                onHover={canned.hover}
                onSave={() => {
                  saving.value = true;
                }}
              />
            )}
            {canned.holes.length > 0 && (
              <p class="canned-holes" role="status" data-testid="canned-holes">
                {canned.fault}
                {canned.holes.map((hole) => (
                  <button type="button" key={hole.at} onClick={() => canned.seek(hole)}>
                    {hole.variable ? t(VARIABLE_WORDS[hole.variable]) : hole.text}
                  </button>
                ))}
              </p>
            )}
            <Tabs
              label={t('composer.kind')}
              class={`composer-tabs ${noting ? 'noting' : ''}`}
              controls="composer"
              current={noting ? 'note' : 'reply'}
              tabs={[
                ...(ended ? [] : [{ name: 'reply' as const, label: t('composer.reply.tab') }]),
                { name: 'note' as const, label: t('note.tab') },
              ]}
              onPick={(kind) => session.note(kind === 'note')}
            />
          </>
        }
        head={
          quiet && (
            <div class="empty">
              <h2>{t('console.begin')}</h2>
              <p>{t('console.begin.body')}</p>
            </div>
          )
        }
      />
      {saving.value && (
        <CannedSave
          session={session}
          conversation={conversation}
          text={asked ? '' : draft}
          onClose={() => {
            saving.value = false;
          }}
        />
      )}
      {problem.value !== null && (
        <Problem
          code={problem.value}
          onDone={() => {
            problem.value = null;
          }}
        />
      )}
      {context}
    </>
  );
}

/** Draws it, or an invitation to choose one. */
export function ThreadPane(props: ThreadPaneProps) {
  const { conversation } = props;
  const gone = conversation?.phase.value === 'gone';
  return (
    <main class="thread-pane" data-testid="thread" id="composer">
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
