/** @file Who the conversation is with, who answers it, and what can be done with it. */

import { t } from '../i18n/staff';
import { Avatar } from '../ui/Avatar';
import { Button } from '../ui/Button';
import { IconButton } from '../ui/IconButton';
import { back, context, film, picture, restart, take, tick } from '../ui/icons';
import type { PersonState, Status } from '../wire/generated';

/** See {@link ThreadHead}. */
export interface ThreadHeadProps {
  readonly name: string;
  readonly named: boolean;
  readonly state: PersonState;
  readonly status: Status;
  /** In words; null while nobody answers. */
  readonly answers: string | null;
  /** Whether one answers oneself. */
  readonly mine: boolean;
  /** Nothing was said yet: there is nothing to take or to end. */
  readonly quiet: boolean;
  readonly onTake: () => void;
  readonly onResolve: () => void;
  readonly onReopen: () => void;
  readonly onReplay: () => void;
  readonly onContext: () => void;
  readonly onBack: () => void;
  readonly onStage: () => void;
}

const STATES = {
  online: 'panel.online',
  away: 'panel.away',
  reconnecting: 'panel.reconnecting',
  offline: 'panel.offline',
} as const;

/** Draws it. */
export function ThreadHead(props: ThreadHeadProps) {
  const { name, named, state, status, answers, mine, quiet } = props;
  const ended = status === 'resolved';
  return (
    <header class="thread-head">
      <IconButton
        svg={back}
        label={t('console.back')}
        class="only-phone"
        turns
        onClick={props.onBack}
      />
      <Avatar name={named ? name : null} colour={0} state={state} />
      <div class="thread-who">
        <h1 title={name}>
          <bdi>{name}</bdi>
        </h1>
        <p title={answers === null ? undefined : answers}>
          {t(STATES[state])}
          {answers !== null && ` · ${answers}`}
        </p>
      </div>
      {!quiet && !ended && !mine && (
        <Button small svg={take} testId="take" onClick={props.onTake}>
          {t('thread.take')}
        </Button>
      )}
      {!quiet && !ended && mine && (
        <IconButton
          svg={tick}
          label={t('thread.resolve')}
          keys="E"
          tip="below"
          testId="resolve"
          onClick={props.onResolve}
        />
      )}
      {ended && (
        <Button small svg={restart} testId="reopen" onClick={props.onReopen}>
          {t('thread.reopen')}
        </Button>
      )}
      {!quiet && (
        <IconButton
          svg={film}
          label={t('replay.open')}
          tip="below"
          testId="replay-open"
          onClick={props.onReplay}
        />
      )}
      <IconButton
        svg={context}
        label={t('context.title')}
        keys="I"
        tip="below"
        testId="context"
        onClick={props.onContext}
      />
      <IconButton
        svg={picture}
        label={t('console.stage')}
        class="only-phone"
        onClick={props.onStage}
      />
    </header>
  );
}
