/** @file An earlier conversation in the place of the one in front: all can be read, nothing said. */

import { formatDay } from '../i18n/i18n';
import { t } from '../i18n/staff';
import { timeOf } from '../net/ids';
import type { Conversation } from '../state/conversation';
import { weave } from '../state/notes';
import { talkOf } from '../state/talk';
import { Button } from '../ui/Button';
import { IconButton } from '../ui/IconButton';
import { back, film, picture } from '../ui/icons';
import { Skeletons } from '../ui/Skeletons';
import { Talk } from '../ui/Talk';
import { MESSAGE_CHARS } from '../wire/generated';
import { callerOf } from './callers';
import { cardsOf } from './cards';
import { goTo } from './place';
import type { Session } from './session';
import { staffEntries } from './staff_entries';

/** See {@link EarlierTalk}. */
export interface EarlierTalkProps {
  readonly session: Session;
  readonly conversation: Conversation;
  /** What the visitor is called, if anything. */
  readonly named: string | null;
  /** The same in words. */
  readonly name: string;
  readonly onStage: () => void;
}

const nothing = () => undefined;

/** Draws it. */
export function EarlierTalk({ session, conversation, named, name, onStage }: EarlierTalkProps) {
  const { earlier } = session;
  const { me } = conversation;
  const began = timeOf(conversation.id);
  const call = callerOf(conversation.people.value, named, name);
  const talk = talkOf(conversation, session.link.value, call, {
    thumb: (media) => session.media.imageUrl(media, 'thumb'),
    roomNow: () => session.client.socket.roomNow(),
    onProblem: nothing,
  });
  const lines = earlier.notes.value?.lines.value ?? [];
  const entries = staffEntries(weave(talk.entries, lines), {
    nameOf: (by) => (by === me ? t('thread.me') : call(by, 'agent').name),
    erasable: () => false,
    onErase: nothing,
  });
  return (
    <>
      <header class="thread-head" data-testid="earlier-talk">
        <IconButton
          svg={back}
          turns
          label={t('earlier.back')}
          testId="earlier-back"
          onClick={earlier.leave}
        />
        <div class="thread-who">
          <h1>
            <time dateTime={new Date(began).toISOString()}>{formatDay(began)}</time>
          </h1>
          <p>{t('earlier.of', { name })}</p>
        </div>
        <IconButton
          svg={film}
          label={t('replay.open')}
          tip="below"
          testId="replay-open"
          onClick={() => goTo('replay', conversation.id)}
        />
        <IconButton svg={picture} label={t('console.stage')} class="only-phone" onClick={onStage} />
      </header>
      {conversation.phase.value === 'loading' && <Skeletons label={t('page.loading')} rows={4} />}
      <Talk
        {...talk}
        key={conversation.id}
        card={cardsOf({ session, conversation, still: true, onProblem: nothing })}
        entries={entries}
        erasable={() => false}
        pictures={{ ...talk.pictures, viewable: () => true, onView: onStage }}
        draft=""
        placeholder=""
        maxChars={MESSAGE_CHARS}
        onDraft={nothing}
        onReconnect={() => session.client.socket.start()}
        instead={
          <div class="earlier-foot">
            <p>{t('earlier.reading')}</p>
            <Button onClick={earlier.leave}>{t('earlier.back')}</Button>
          </div>
        }
      />
    </>
  );
}
