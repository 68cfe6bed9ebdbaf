/** @file The visitor's earlier conversations, and reading one of them. */

import { useSignal } from '@preact/signals';
import { formatDay, formatTime, t } from '../i18n/i18n';
import { timeOf } from '../net/ids';
import type { Conversation } from '../state/conversation';
import { talkOf } from '../state/talk';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import { back, chats, hide } from '../ui/icons';
import { Talk } from '../ui/Talk';
import { MESSAGE_CHARS } from '../wire/generated';
import { cardsOf } from './cards';
import { Ended } from './EndCard';
import { StageCard } from './StageCard';
import type { Session } from './session';

interface HeadProps {
  readonly session: Session;
  readonly title: string;
  readonly onBack: () => void;
}

function Head({ session, title, onBack }: HeadProps) {
  return (
    <header class="chat-header">
      <IconButton svg={back} turns label={t('past.back')} testId="past-back" onClick={onBack} />
      <div class="chat-who">
        <h1>{title}</h1>
      </div>
      <IconButton
        svg={hide}
        label={t('panel.close')}
        onClick={() => session.host.post({ vitrine: 1, type: 'close' })}
      />
    </header>
  );
}

/** Draws the list. */
export function PastList({ session }: { readonly session: Session }) {
  const { past } = session;
  return (
    <main class="chat">
      <Head session={session} title={t('past.title')} onBack={past.leave} />
      <ul class="past-list" data-testid="past">
        {past.ids.value.map((id) => {
          const at = timeOf(id);
          return (
            <li key={id}>
              <button type="button" onClick={() => past.read(id)}>
                <Icon svg={chats} />
                <span>
                  {formatDay(at)}, {formatTime(at)}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </main>
  );
}

/** See {@link PastTalk}. */
export interface PastTalkProps {
  readonly session: Session;
  readonly conversation: Conversation;
}

/** Draws one: everything can be read, nothing be said. */
export function PastTalk({ session, conversation }: PastTalkProps) {
  const { past } = session;
  const people = conversation.people.value;
  const room = conversation.room.value;
  const problem = useSignal<string | null>(null);
  const call = (id: string) => {
    const name = people.find((one) => one.id === id)?.name ?? null;
    const words = t(id === conversation.me ? 'visitor.someone' : 'agent.someone');
    return { name: name ?? words, named: name !== null };
  };
  const talk = talkOf(conversation, session.link.value, call, {
    thumb: (media, failed) => session.media.imageUrl(media, 'thumb', failed),
    roomNow: () => session.client.socket.roomNow(),
    onProblem: (code) => {
      problem.value = code;
    },
  });
  return (
    <main class="chat">
      <Head session={session} title={formatDay(timeOf(conversation.id))} onBack={past.list} />
      <Talk
        {...talk}
        key={conversation.id}
        card={cardsOf({
          session,
          conversation,
          nameOf: (id) => call(id).name,
          still: true,
          onProblem: () => undefined,
          onView: () => past.showPictures(true),
        })}
        pictures={{ ...talk.pictures, viewable: () => true, onView: () => past.showPictures(true) }}
        draft=""
        placeholder=""
        maxChars={MESSAGE_CHARS}
        onDraft={() => undefined}
        onReconnect={() => session.client.socket.start()}
        instead={<Ended act={t('past.leave')} onAct={past.leave} />}
        foot={
          room.shown.length > 0 &&
          !past.pictures.value && (
            <StageCard
              session={session}
              room={room}
              words={t('past.pictures')}
              onView={() => past.showPictures(true)}
            />
          )
        }
      />
    </main>
  );
}
