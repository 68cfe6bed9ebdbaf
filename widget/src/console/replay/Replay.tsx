/** @file A conversation as a film: the stage as it was, what was said beside it, and the controls. */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { Stage as StageOf } from '../../coview/stage';
import { formatMoment } from '../../i18n/i18n';
import { t } from '../../i18n/staff';
import { stageText } from '../../i18n/stage';
import { colour } from '../../state/people';
import { isStaff } from '../../state/staff';
import { Button } from '../../ui/Button';
import { IconButton } from '../../ui/IconButton';
import { back, transcript } from '../../ui/icons';
import { participantColour } from '../../ui/participants';
import type { ConversationId, LogPerson, Person } from '../../wire/generated';
import { visitorName } from '../callers';
import { narrow } from '../narrow';
import { go } from '../place';
import type { Session } from '../session';
import { Controls } from './Controls';
import { EyesSwitch } from './EyesSwitch';
import { useFilmKeys } from './keys';
import { momentsOf } from './moments';
import type { Player } from './player';
import { EVERYBODY, type Eyes, filmPort } from './port';
import { ReplayThread } from './ReplayThread';

/** See {@link Replay}. */
export interface ReplayProps {
  readonly session: Session;
  readonly conversation: ConversationId;
  readonly player: Player;
  /** The stage, whose code is loaded beside the record. */
  readonly Stage: typeof StageOf;
}

/** Everybody with a name that can be said. */
function called(people: readonly LogPerson[]): Person[] {
  return people.map(({ id, role, name }) => {
    const words = role === 'visitor' ? visitorName(name, id) : (name ?? t('agent.someone'));
    return { id, role, name: words, state: 'away' };
  });
}

/** Opens the transcript; its code comes when somebody asks for one. */
function read(session: Session, conversation: ConversationId, shop: string) {
  const { api, media, toasts } = session;
  const options = { api, media, conversation, me: '', shop, staff: true };
  import('../../transcript/open')
    .then(({ openTranscript }) => openTranscript(options))
    .catch(() => toasts.say(t('page.failed'), 'fault'));
}

/** Draws it. */
export function Replay({ session, conversation, player, Stage }: ReplayProps) {
  const { film } = player;
  const { record } = film;
  const people = useMemo(() => called(record.people), [record]);
  const visitor = people.find((one) => one.role === 'visitor');
  const agent = people.find((one) => isStaff(one.role));
  const eyes = useSignal<Eyes>(visitor ? { kind: 'of', who: visitor.id } : { kind: 'both' });
  const takes = useSignal(0);
  const moments = useMemo(() => momentsOf(record.steps), [record]);
  const port = useMemo(() => {
    const everybody: Person = {
      id: EVERYBODY,
      role: 'agent',
      name: t('replay.together'),
      state: 'away',
    };
    return filmPort(player, eyes, [...people, everybody], session.media);
  }, [player, people, session.media, takes.value]);
  useEffect(() => () => port.stop(), [port]);
  useFilmKeys(player, moments);

  const participants = film.stateAfter(record.steps.length).participants;
  const colourOf = (id: string) =>
    id === EVERYBODY ? '#1b1a17' : participantColour(colour(participants, people, id));
  const name = visitor?.name ?? t('replay.title');
  const sides = [visitor, agent].filter((one) => one !== undefined);

  return (
    <main class="replay" data-testid="replay" data-conversation={conversation}>
      <header class="replay-head">
        <IconButton svg={back} turns label={t('replay.back')} onClick={() => go('chats')} />
        <div class="thread-who">
          <h1>
            <bdi>{name}</bdi>
          </h1>
          <p>
            {t('replay.title')} ·{' '}
            <time dateTime={new Date(film.begin).toISOString()}>{formatMoment(film.begin)}</time>
          </p>
        </div>
        <IconButton
          svg={transcript}
          label={t('replay.transcript')}
          tip="below"
          testId="transcript-open"
          onClick={() => read(session, conversation, name)}
        />
        <EyesSwitch sides={sides} eyes={eyes} colourOf={colourOf} />
      </header>
      <section class="replay-stage" id="replay-stage" aria-label={t('console.stage')}>
        <Stage
          key={takes.value}
          port={port}
          t={stageText}
          colourOf={colourOf}
          variant="visitor"
          compact={narrow.value}
        />
        {port.strayed.value && (
          <div class="replay-strayed" role="status">
            <span>{t('replay.strayed')}</span>
            <Button
              small
              onClick={() => {
                takes.value += 1;
              }}
            >
              {t('replay.return')}
            </Button>
          </div>
        )}
        {record.views.size === 0 && (
          <p class="replay-note">
            {record.keptDays === 0
              ? t('replay.viewsOff')
              : t('replay.noViews', { days: record.keptDays })}
          </p>
        )}
      </section>
      <ReplayThread player={player} moments={moments} people={people} colourOf={colourOf} />
      <Controls player={player} moments={moments} colourOf={colourOf} />
    </main>
  );
}
