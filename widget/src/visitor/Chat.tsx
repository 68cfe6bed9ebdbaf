/** @file Header, messages and composer of the panel. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import type { Conversation } from '../state/conversation';
import { colour, partner } from '../state/people';
import { talkOf } from '../state/talk';
import { Problem } from '../ui/Problem';
import { Talk } from '../ui/Talk';
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
  const problem = useSignal<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const room = conversation.room.value;
  const people = conversation.people.value;
  const call = (id: string) => {
    const name = people.find((one) => one.id === id)?.name ?? null;
    const words = t(id === conversation.me ? 'visitor.someone' : 'agent.someone');
    return { name: name ?? words, named: name !== null };
  };
  const talk = talkOf(conversation, session.link.value, call, {
    thumb: (media) => session.media.imageUrl(media, 'thumb'),
    roomNow: () => session.client.socket.roomNow(),
    onProblem: (code) => {
      problem.value = code;
    },
    onView: session.showStage,
  });
  const agent = partner(
    people,
    conversation.messages.value.said
      .filter((one) => one.deed.kind === 'message')
      .map((one) => one.by),
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
  const empty = talk.entries.length === 0 && conversation.phase.value !== 'loading';

  return (
    <main class="chat">
      <Header
        shop={shop}
        agent={agent}
        colour={agent && colour(room.participants, people, agent.id)}
        onClose={() => session.host.post({ vitrine: 1, type: 'close' })}
      />
      <Talk
        {...talk}
        key={conversation.id}
        field={field}
        draft={draft.value}
        placeholder={t('composer.placeholder')}
        maxChars={MESSAGE_CHARS}
        onDraft={(text) => {
          draft.value = text;
        }}
        onReconnect={() => session.client.socket.start()}
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
      {problem.value !== null && (
        <Problem
          code={problem.value}
          onDone={() => {
            problem.value = null;
          }}
        />
      )}
    </main>
  );
}
