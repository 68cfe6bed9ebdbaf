/** @file Who the conversation is with. */

import { t } from '../i18n/staff';
import { Avatar } from '../ui/Avatar';
import { IconButton } from '../ui/IconButton';
import { back, picture } from '../ui/icons';
import type { PersonState } from '../wire/generated';

/** See {@link ThreadHead}. */
export interface ThreadHeadProps {
  readonly name: string;
  readonly named: boolean;
  readonly state: PersonState;
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
export function ThreadHead({ name, named, state, onBack, onStage }: ThreadHeadProps) {
  return (
    <header class="thread-head">
      <IconButton svg={back} label={t('console.back')} class="only-phone" turns onClick={onBack} />
      <Avatar name={named ? name : null} colour={0} state={state} />
      <div class="thread-who">
        <h1>
          <bdi>{name}</bdi>
        </h1>
        <p>{t(STATES[state])}</p>
      </div>
      <IconButton svg={picture} label={t('console.stage')} class="only-phone" onClick={onStage} />
    </header>
  );
}
