/** @file The controls of the video under the hand: what they do, they do for everybody. */

import marksIcon from 'lucide-static/icons/map-pin.svg?raw';
import pauseIcon from 'lucide-static/icons/pause.svg?raw';
import playIcon from 'lucide-static/icons/play.svg?raw';
import againIcon from 'lucide-static/icons/rotate-ccw.svg?raw';
import soundIcon from 'lucide-static/icons/volume-2.svg?raw';
import mutedIcon from 'lucide-static/icons/volume-x.svg?raw';
import { useState } from 'preact/hooks';
import { Icon } from '../../ui/Icon';
import type { Item } from '../../wire/generated';
import type { StagePort } from '../port';
import type { Say } from '../texts';
import type { Follower } from './follower';
import { momentsOf } from './timeline';
import { timeWords } from './times';
import type { VideoDesk } from './video_desk';

/** See {@link VideoBar}. */
export interface VideoBarProps {
  readonly desk: VideoDesk;
  readonly item: Item;
  readonly port: StagePort;
  readonly t: Say;
}

/** By one press of an arrow key, and with Shift, in milliseconds. */
const STEP_MS = 5_000;
const FINE_MS = 100;
/** A thumb that is let go this near to marks means them, in parts of the length. */
const SNAP_PART = 0.012;

/** Draws it for the video under the hand. */
export function VideoBar(props: VideoBarProps) {
  const follower = props.desk.followers.value.get(props.item.id);
  return follower ? <Bar {...props} follower={follower} /> : <div class="cv-vbar" />;
}

interface BarProps extends VideoBarProps {
  readonly follower: Follower;
}

function Bar({ desk, item, port, t, follower }: BarProps) {
  const { ended, silenced } = follower.look.value;
  const { playback } = item;
  if (!playback) return null;
  const may = desk.mayLead(item.id);
  const playing = playback.playing && !ended;
  const words = t(ended ? 'video.again' : playing ? 'video.pause' : 'video.play');
  const { muted } = follower.player.look;
  const sound = t(muted ? 'video.sound.on' : 'video.sound.off');
  return (
    <fieldset
      class="cv-vbar"
      aria-label={t('video.controls')}
      data-playing={playing}
      onKeyDown={(event) => pressKey(event, follower, may)}
    >
      <button
        type="button"
        class="cv-button"
        data-video-act="toggle"
        aria-label={words}
        title={words}
        aria-disabled={!may}
        onClick={() => may && follower.toggle()}
      >
        <Icon svg={ended ? againIcon : playing ? pauseIcon : playIcon} />
      </button>
      <Line item={item} port={port} t={t} follower={follower} may={may} />
      {!follower.player.exact && (
        <span class="cv-vabout" title={t('video.approximate.why')}>
          {t('video.approximate')}
        </span>
      )}
      <Rate follower={follower} rate={playback.rate} may={may} t={t} />
      <button
        type="button"
        class="cv-button"
        data-video-act="sound"
        data-silenced={silenced}
        aria-label={sound}
        title={sound}
        onClick={() => follower.setMuted(!muted)}
      >
        <Icon svg={muted ? mutedIcon : soundIcon} />
      </button>
    </fieldset>
  );
}

interface LineProps {
  readonly item: Item;
  readonly port: StagePort;
  readonly t: Say;
  readonly follower: Follower;
  readonly may: boolean;
}

/** Where it is, with the moments that have marks. */
function Line({ item, port, t, follower, may }: LineProps) {
  // While a thumb drags, the line is the thumb's.
  const [dragged, setDragged] = useState<number | null>(null);
  const { atMs, lengthMs, goes } = follower.look.value;
  const length = lengthMs ?? 0;
  const marks = port.state.value.annotations.filter((mark) => mark.item === item.id);
  const at = Math.min(dragged ?? (goes ? atMs : (item.playback?.posMs ?? atMs)), length);
  const moments = momentsOf(marks);
  // The next marks from here on, and after the last the first.
  const next = moments.find((moment) => moment > at + FINE_MS) ?? moments[0];
  const now = timeWords(at, length);
  const all = timeWords(length, length);
  return (
    <>
      <span class="cv-vtime">{now}</span>
      <span class="cv-vline" style={{ '--cv-part': length > 0 ? at / length : 0 }}>
        <input
          type="range"
          min={0}
          max={Math.max(1, Math.round(length))}
          step={1}
          value={Math.round(at)}
          disabled={!may || length === 0}
          aria-label={t('video.line')}
          aria-valuetext={t('video.at', { at: now, all })}
          data-video-act="seek"
          onInput={(event) => setDragged(Number(event.currentTarget.value))}
          onChange={(event) => {
            setDragged(null);
            const to = Number(event.currentTarget.value);
            const near = moments.find((one) => Math.abs(one - to) <= length * SNAP_PART);
            if (near === undefined) follower.seek(to);
            else goTo(follower, near);
          }}
        />
        {length > 0 &&
          moments.map((moment) => (
            <i
              key={moment}
              class="cv-vmark"
              data-moment={moment}
              style={{ '--cv-part': Math.min(moment, length) / length }}
            />
          ))}
      </span>
      <span class="cv-vtime cv-vall">{all}</span>
      {next !== undefined && (
        <button
          type="button"
          class="cv-button"
          data-video-act="marks"
          data-moments={moments.length}
          aria-label={t('video.marks', { at: timeWords(next, length) })}
          title={t('video.marks', { at: timeWords(next, length) })}
          aria-disabled={!may}
          onClick={() => may && goTo(follower, next)}
        >
          <Icon svg={marksIcon} />
        </button>
      )}
    </>
  );
}

/** Where it stands is where the marks are: pause first, then go there. */
function goTo(follower: Follower, moment: number): void {
  follower.pause();
  follower.seek(moment);
}

interface RateProps {
  readonly follower: Follower;
  /** Thousandths. */
  readonly rate: number;
  readonly may: boolean;
  readonly t: Say;
}

function Rate({ follower, rate, may, t }: RateProps) {
  const known = follower.player.rates;
  const now = rate / 1_000;
  const rates = known.includes(now) ? known : [...known, now].sort((one, other) => one - other);
  return (
    <select
      class="cv-vrate"
      data-video-act="rate"
      aria-label={t('video.rate')}
      title={t('video.rate')}
      disabled={!may}
      value={String(now)}
      onChange={(event) => follower.setRate(Number(event.currentTarget.value))}
    >
      {rates.map((one) => (
        <option key={one} value={String(one)}>
          {`${one}×`}
        </option>
      ))}
    </select>
  );
}

/** What keys do while the bar has the focus. */
function pressKey(event: KeyboardEvent, follower: Follower, may: boolean): void {
  const { target } = event;
  // The bar's keys are no keys of the stage.
  event.stopPropagation();
  if (!may || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target instanceof HTMLSelectElement) return;
  const { atMs, lengthMs } = follower.look.peek();
  const step = event.shiftKey ? FINE_MS : STEP_MS;
  const to: Readonly<Record<string, number>> = {
    ArrowLeft: atMs - step,
    ArrowDown: atMs - step,
    ArrowRight: atMs + step,
    ArrowUp: atMs + step,
    Home: 0,
    End: lengthMs ?? atMs,
  };
  const aim = to[event.key];
  if (aim !== undefined) {
    event.preventDefault();
    follower.seek(aim);
  } else if (event.key === ' ' && target instanceof HTMLInputElement) {
    event.preventDefault();
    follower.toggle();
  }
}
