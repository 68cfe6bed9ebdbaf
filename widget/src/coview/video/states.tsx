/** @file What there is to say of a video that is not simply playing, and what can be done. */

import { useSignal } from '@preact/signals';
import playIcon from 'lucide-static/icons/play.svg?raw';
import soundIcon from 'lucide-static/icons/volume-x.svg?raw';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../../ui/Icon';
import type { Item, ParticipantId, Playback } from '../../wire/generated';
import type { StagePort } from '../port';
import type { ShownCell } from '../stage_view';
import type { Say } from '../texts';
import type { Follower } from './follower';
import { timeWords } from './times';
import type { VideoDesk } from './video_desk';

/** See {@link VideoStates}. */
export interface VideoStatesProps {
  readonly desk: VideoDesk;
  readonly cells: readonly ShownCell[];
  readonly t: Say;
}

/** Over the place of each video: that it loads, does not come, or waits for a touch. */
export function VideoStates({ desk, cells, t }: VideoStatesProps) {
  return (
    <>
      {cells.map(({ item, cell: { frame } }) => {
        const follower = desk.followers.value.get(item);
        const place = {
          translate: `${frame.x}px ${frame.y}px`,
          inlineSize: `${frame.w}px`,
          blockSize: `${frame.h}px`,
        };
        return follower && <Over key={item} follower={follower} place={place} t={t} />;
      })}
    </>
  );
}

interface OverProps {
  readonly follower: Follower;
  readonly place: Readonly<Record<string, string>>;
  readonly t: Say;
}

function Over({ follower, place, t }: OverProps) {
  const { fate, goes, busy } = follower.look.value;
  switch (fate) {
    case 'failed':
    case 'late':
      return (
        <div class="cv-error" role="alert" style={place} data-video-state={fate}>
          <p class="cv-vsaid">{t(fate === 'late' ? 'video.late' : 'video.failed')}</p>
          <button type="button" onClick={() => follower.retry()}>
            {t('stage.retry')}
          </button>
        </div>
      );
    case 'blocked':
      if (!goes) return null;
      return (
        <div class="cv-vjoin" style={place} data-video-state="blocked">
          <button type="button" onClick={() => void follower.join()}>
            <Icon svg={playIcon} />
            {t('video.join')}
          </button>
        </div>
      );
    case 'loading':
    case 'ready':
      if (fate === 'ready' && !busy) return null;
      return (
        <div class="cv-vbusy" role="status" style={place} data-video-state="loading">
          <i />
          <span class="cv-hidden">{t('video.loading')}</span>
        </div>
      );
  }
}

/** See {@link VideoLines}. */
export interface VideoLinesProps {
  readonly desk: VideoDesk;
  readonly item: Item;
  readonly port: StagePort;
  readonly t: Say;
  /** "You" for oneself. */
  readonly nameOf: (id: ParticipantId) => string;
}

/** Quiet lines over the tools, and the same in the ear. */
export function VideoLines(props: VideoLinesProps) {
  const { desk, item } = props;
  const follower = desk.followers.value.get(item.id);
  if (!follower || !item.playback) return null;
  return (
    <>
      <Lines {...props} follower={follower} playback={item.playback} />
      <Ear {...props} playback={item.playback} ended={follower.look.value.ended} />
    </>
  );
}

interface LinesProps extends VideoLinesProps {
  readonly follower: Follower;
  readonly playback: Playback;
}

function Lines({ desk, item, port, t, nameOf, follower, playback }: LinesProps) {
  const { behind, silenced, goes } = follower.look.value;
  const others = (playback.waiting?.who ?? []).filter((id) => id !== port.me);
  const [away] = [...desk.others.value.values()].filter(
    ({ from, report }) =>
      report.item === item.id && isHere(port, from) && ['blocked', 'failed'].includes(report.state),
  );
  if (others.length > 0) {
    return (
      <Line name="waiting" words={t('video.waiting', { name: others.map(nameOf).join(', ') })} />
    );
  }
  if (behind) {
    return (
      <Line name="behind" words={t('video.behind')}>
        <button type="button" class="cv-link" onClick={() => follower.catchUp()}>
          {t('video.catchUp')}
        </button>
      </Line>
    );
  }
  if (silenced && goes) {
    return (
      <Line name="silenced" words={t('video.silenced')}>
        <button type="button" class="cv-link" onClick={() => follower.setMuted(false)}>
          <Icon svg={soundIcon} small />
          {t('video.sound.on')}
        </button>
      </Line>
    );
  }
  if (!away) return null;
  const { state } = away.report;
  const words = t(state === 'blocked' ? 'video.other.blocked' : 'video.other.failed', {
    name: nameOf(away.from),
  });
  return <Line name={`other-${state}`} words={words} />;
}

function isHere(port: StagePort, id: ParticipantId): boolean {
  return port.people.value.some((person) => person.id === id && person.state === 'online');
}

interface LineProps {
  readonly name: string;
  readonly words: string;
  readonly children?: preact.ComponentChildren;
}

function Line({ name, words, children }: LineProps) {
  return (
    <div class="cv-line" role="status" data-line={`video-${name}`}>
      <span>{words}</span>
      {children}
    </div>
  );
}

interface EarProps extends Pick<VideoLinesProps, 't'> {
  readonly playback: Playback;
  readonly ended: boolean;
}

/** Tells what became of it, whoever did it. */
function Ear({ playback, ended, t }: EarProps) {
  const words = useSignal('');
  const before = useRef<{ readonly rev: number; readonly ended: boolean } | null>(null);
  const { rev, playing, posMs } = playback;
  useEffect(() => {
    const last = before.current;
    before.current = { rev, ended };
    // What was there when one came is no news.
    if (!last || (last.rev === rev && last.ended === ended)) return;
    const at = timeWords(posMs);
    if (ended) words.value = t('video.said.ended');
    else words.value = t(playing ? 'video.said.plays' : 'video.said.paused', { at });
  }, [rev, ended]);
  return (
    <p class="cv-hidden" aria-live="polite" data-video-said>
      {words.value}
    </p>
  );
}
