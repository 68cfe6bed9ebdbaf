/** @file Header, messages and composer of the panel. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { codeOf } from '../net/refused';
import type { Conversation } from '../state/conversation';
import { colour, partner } from '../state/people';
import { talkOf } from '../state/talk';
import { Problem } from '../ui/Problem';
import { Talk } from '../ui/Talk';
import { type InboxInfo, MESSAGE_CHARS } from '../wire/generated';
import { ContactCard } from './ContactCard';
import { cardsOf } from './cards';
import { DeviceParts } from './DeviceParts';
import { Ended, EndQuestion } from './EndCard';
import { Greeting } from './Greeting';
import { Header } from './Header';
import { menuItems } from './menu_items';
import { PhotoButton } from './PhotoButton';
import { StageCard } from './StageCard';
import type { Session } from './session';

/** See {@link Chat}. */
export interface ChatProps {
  readonly session: Session;
  readonly conversation: Conversation;
  readonly inbox: InboxInfo;
}

/** Draws it. */
export function Chat({ session, conversation, inbox }: ChatProps) {
  const draft = useSignal('');
  const asksEnd = useSignal(false);
  const problem = useSignal<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const { contact } = session;
  const room = conversation.room.value;
  const people = conversation.people.value;
  const said = conversation.messages.value.said.filter((one) => one.deed.kind === 'message');
  const call = (id: string) => {
    const name = people.find((one) => one.id === id)?.name ?? null;
    const words = t(id === conversation.me ? 'visitor.someone' : 'agent.someone');
    return { name: name ?? words, named: name !== null };
  };
  const onProblem = (code: string) => {
    problem.value = code;
  };
  const talk = talkOf(conversation, session.link.value, call, {
    thumb: (media, failed) => session.media.imageUrl(media, 'thumb', failed),
    roomNow: () => session.client.socket.roomNow(),
    onProblem,
    onView: session.showStage,
  });
  const agent = partner(
    people,
    said.map((one) => one.by),
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

  // Opened from a mail there is no page around it to close it into.
  const home = session.host.framed ? null : session.wayBack(inbox.origins);
  const leave = () => {
    if (home === null) session.host.post({ vitrine: 1, type: 'close' });
    else location.assign(home);
  };

  const read = () => {
    const { api, media } = session;
    const { id, me } = conversation;
    const options = { api, media, conversation: id, me, shop: inbox.name, staff: false };
    import('../transcript/open')
      .then(({ openTranscript }) => openTranscript(options))
      .catch(() => {
        problem.value = 'unavailable';
      });
  };

  const mine = said.some((one) => one.by === conversation.me);
  const ended = room.status === 'resolved';
  const hiddenStage = room.shown.length > 0 && !session.stageOpen.value;
  const empty = talk.entries.length === 0 && conversation.phase.value !== 'loading';
  const night = session.staffed.value === false;
  // It was asked and nobody is there: that is said before the visitor begins to wait.
  const waits = night && !ended && said.at(-1)?.by === conversation.me;
  // Beside a picture on a phone there is no room for a question that can wait.
  const hasRoom = !(sheet && session.stageOpen.value);
  const asksContact = contact.editing.value || (mine && !ended && hasRoom && contact.wanted.value);

  return (
    <main class="chat">
      <Header
        shop={inbox.name}
        agent={agent}
        night={night}
        colour={agent && colour(room.participants, people, agent.id)}
        menu={menuItems(session, {
          onTranscript: said.length > 0 ? read : null,
          ended,
          onEnd: mine && !ended ? () => (asksEnd.value = true) : null,
        })}
        alone={home !== null}
        onClose={leave}
      />
      <Talk
        {...talk}
        key={conversation.id}
        card={cardsOf({
          session,
          conversation,
          nameOf: (id) => call(id).name,
          still: false,
          onProblem,
          onView: session.showStage,
        })}
        field={field}
        draft={draft.value}
        placeholder={t('composer.placeholder')}
        maxChars={MESSAGE_CHARS}
        onDraft={(text) => {
          draft.value = text;
        }}
        beside={<PhotoButton session={session} conversation={conversation} onProblem={onProblem} />}
        onReconnect={() => session.client.socket.start()}
        instead={ended && <Ended act={t('end.again')} onAct={session.startAgain} />}
        head={
          empty && (
            <Greeting
              product={session.host.page.value?.product?.name ?? null}
              lasting={session.lasting}
              night={night}
              onPast={session.past.ids.value.length > 0 ? session.past.list : null}
            />
          )
        }
        foot={
          <>
            {waits && (
              <p class="night-note" data-testid="night">
                {t('night.waiting')}
              </p>
            )}
            {asksContact && <ContactCard contact={contact} night={night} mail={inbox.mail} />}
            {asksEnd.value && !ended && (
              <EndQuestion
                onYes={() => {
                  asksEnd.value = false;
                  conversation.op({ do: 'resolve' }).catch((error) => onProblem(codeOf(error)));
                }}
                onNo={() => {
                  asksEnd.value = false;
                }}
              />
            )}
            {hiddenStage && (
              <StageCard
                session={session}
                room={room}
                words={t('pane.card', { name: agent?.name ?? t('agent.someone') })}
                onView={session.showStage}
              />
            )}
          </>
        }
      />
      <DeviceParts session={session} />
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
