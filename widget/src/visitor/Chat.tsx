/** @file Header, messages and composer of the panel. */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import type { Conversation } from '../state/conversation';
import { failedNote } from '../state/failed_note';
import { colour, partner, roleOf } from '../state/people';
import { arrange } from '../state/thread';
import { Composer } from '../ui/Composer';
import { LinkBar } from '../ui/LinkBar';
import { Thread } from '../ui/Thread';
import { MESSAGE_CHARS } from '../wire/generated';
import { Greeting } from './Greeting';
import { Header } from './Header';
import { StageCard } from './StageCard';
import type { Session } from './session';

/** See {@link Chat}. */
export interface ChatProps {
  readonly session: Session;
  readonly conversation: Conversation;
  readonly shop: string;
}

/** Draws it. */
export function Chat({ session, conversation, shop }: ChatProps) {
  const draft = useSignal('');
  const field = useRef<HTMLTextAreaElement>(null);
  const since = useMemo(() => Date.now(), [conversation.id]);
  const room = conversation.room.value;
  const people = conversation.people.value;
  const messages = conversation.messages.value;
  const link = session.link.value;

  const entries = useMemo(
    () => arrange(messages, conversation.me, (id) => roleOf(room.participants, people, id)),
    [messages, room.participants, people, conversation],
  );
  const authorOf = (id: string) => {
    const name = people.find((one) => one.id === id)?.name ?? null;
    return {
      name: name ?? t(id === conversation.me ? 'visitor.someone' : 'agent.someone'),
      named: name !== null,
      colour: colour(room.participants, people, id),
    };
  };
  const agent = partner(
    people,
    messages.said.map((one) => one.by),
  );
  const { sheet } = session.host.shape.value;
  useEffect(() => {
    // The launcher gives the focus to the frame; on a phone that would open the keyboard.
    const enter = () => {
      if (!sheet && document.activeElement === document.body) field.current?.focus();
    };
    const leave = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || sheet) return;
      session.host.post({ vitrine: 1, type: 'close' });
    };
    window.addEventListener('focus', enter);
    window.addEventListener('keydown', leave);
    return () => {
      window.removeEventListener('focus', enter);
      window.removeEventListener('keydown', leave);
    };
  }, [sheet]);
  const hiddenStage = room.shown.length > 0 && !session.stageOpen.value;
  const empty = entries.length === 0 && conversation.phase.value !== 'loading';

  return (
    <main class="chat">
      <Header
        shop={shop}
        agent={agent}
        colour={agent && colour(room.participants, people, agent.id)}
        onClose={() => session.host.post({ vitrine: 1, type: 'close' })}
      />
      <Thread
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
          empty && (
            <Greeting
              product={session.host.page.value?.product?.name ?? null}
              lasting={session.lasting}
            />
          )
        }
        foot={
          hiddenStage && (
            <StageCard
              session={session}
              room={room}
              name={agent?.name ?? t('agent.someone')}
              onView={session.showStage}
            />
          )
        }
      />
      <LinkBar view={link} onRetry={() => session.client.socket.start()} />
      <Composer
        field={field}
        draft={draft.value}
        placeholder={t('composer.placeholder')}
        maxChars={MESSAGE_CHARS}
        onDraft={(text) => {
          draft.value = text;
          conversation.writes(text.trim() !== '');
        }}
        onSend={(text) => {
          draft.value = '';
          conversation.say(text);
        }}
      />
    </main>
  );
}
