/** @file What happened, beside the film: each line leads to its instant. */

import { useEffect, useRef } from 'preact/hooks';
import { formatDay, formatTime } from '../../i18n/i18n';
import { count, t } from '../../i18n/staff';
import { Icon } from '../../ui/Icon';
import { lock } from '../../ui/icons';
import type { Person } from '../../wire/generated';
import type { Moment } from './moments';
import type { Player } from './player';

/** See {@link ReplayThread}. */
export interface ReplayThreadProps {
  readonly player: Player;
  readonly moments: readonly Moment[];
  readonly people: readonly Person[];
  readonly colourOf: (id: string) => string;
}

/** The words for a deed; what somebody said stands as they said it. */
function wordsOf({ deed }: Moment, nameOf: (id: string) => string): string {
  switch (deed.kind) {
    case 'message':
    case 'note':
      return deed.text;
    case 'picture':
    case 'shown':
      return t('replay.did.showed', { title: deed.title || t('replay.untitled') });
    case 'marks':
      return count('replay.did.drew', deed.count);
    case 'unmarked':
      return count('replay.did.removed', deed.count);
    case 'cleared':
      return t('replay.did.cleared');
    case 'assigned':
      return deed.to === null
        ? t('replay.did.released')
        : t('replay.did.assigned', { name: nameOf(deed.to) });
    case 'played':
      return t('replay.did.played');
    case 'paused':
      return t('replay.did.paused');
    case 'proposed':
      return t('replay.did.proposed');
    case 'accepted':
      return t('replay.did.accepted');
    case 'declined':
      return t('replay.did.declined');
    case 'erased':
      return t('replay.did.erased');
    case 'resolved':
      return t('replay.did.ended');
    case 'reopened':
      return t('replay.did.reopened');
    case 'unknown':
      return t('replay.did.unknown');
  }
}

/** The last thing that has happened at a room time; −1 before the first. */
function lastAt(moments: readonly Moment[], real: number): number {
  return moments.filter((moment) => moment.at <= real).length - 1;
}

/** Draws it. */
export function ReplayThread({ player, moments, people, colourOf }: ReplayThreadProps) {
  const current = useRef<HTMLLIElement>(null);
  const now = lastAt(moments, player.real.value);
  const nameOf = (id: string) => people.find((one) => one.id === id)?.name ?? t('agent.someone');
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [now]);
  return (
    <section class="replay-thread" aria-label={t('replay.thread')}>
      <ol>
        {moments.map((moment, at) => {
          const { deed } = moment;
          const said = deed.kind === 'message' || deed.kind === 'note';
          const before = moments[at - 1];
          const day =
            before === undefined ||
            new Date(before.at).toDateString() !== new Date(moment.at).toDateString();
          return (
            <li
              key={moment.key}
              ref={at === now ? current : null}
              class={`${said ? 'said' : 'did'} ${at > now ? 'to-come' : ''}`}
            >
              {day && (
                <p class="replay-day">
                  <time dateTime={new Date(moment.at).toISOString()}>{formatDay(moment.at)}</time>
                </p>
              )}
              <button
                type="button"
                class={`replay-moment ${deed.kind === 'note' ? 'is-note' : ''}`}
                aria-current={at === now ? 'step' : undefined}
                data-testid="replay-moment"
                data-kind={deed.kind}
                onClick={() => player.seekReal(moment.at)}
              >
                <span class="replay-by">
                  <span class="replay-dot" style={{ background: colourOf(moment.by) }} />
                  <bdi>{nameOf(moment.by)}</bdi>
                  {deed.kind === 'note' && <Icon svg={lock} small />}
                  <time dateTime={new Date(moment.at).toISOString()}>{formatTime(moment.at)}</time>
                </span>
                <span class="replay-words" dir={said ? 'auto' : undefined}>
                  {wordsOf(moment, nameOf)}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
