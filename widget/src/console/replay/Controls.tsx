/** @file The controls of a film: play, the time line with what happened on it, speed, pauses. */

import { useMemo } from 'preact/hooks';
import { formatMoment, formatWait } from '../../i18n/i18n';
import { t } from '../../i18n/staff';
import { IconButton } from '../../ui/IconButton';
import { pause, play } from '../../ui/icons';
import type { Moment } from './moments';
import { type Player, SPEEDS } from './player';

/** See {@link Controls}. */
export interface ControlsProps {
  readonly player: Player;
  readonly moments: readonly Moment[];
  readonly colourOf: (id: string) => string;
}

/** What a sign on the time line looks like. */
function signOf({ deed }: Moment): string {
  switch (deed.kind) {
    case 'picture':
    case 'shown':
      return 'picture';
    case 'marks':
    case 'unmarked':
    case 'cleared':
      return 'marks';
    case 'note':
      return 'note';
    default:
      return 'words';
  }
}

/** The film as a line; the native slider gives it its keys and its name. */
function TimeLine({ player, moments, colourOf }: ControlsProps) {
  const reel = player.reel.value;
  const length = Math.max(1, reel.length);
  const signs = useMemo(
    () =>
      moments.map((moment) => (
        <i
          key={moment.key}
          class={`replay-sign is-${signOf(moment)}`}
          style={{
            insetInlineStart: `${(reel.filmAt(moment.at) / length) * 100}%`,
            background: colourOf(moment.by),
          }}
        />
      )),
    [moments, reel],
  );
  const at = player.at.value;
  return (
    <div class="replay-line" style={{ '--played': `${(at / length) * 100}%` }}>
      <div class="replay-signs" aria-hidden="true">
        {signs}
      </div>
      <input
        type="range"
        min={0}
        max={length}
        step={100}
        value={at}
        aria-label={t('replay.timeline')}
        aria-valuetext={formatMoment(player.real.value)}
        data-testid="replay-line"
        onInput={(event) => player.seek(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}

/** Draws them. */
export function Controls(props: ControlsProps) {
  const { player } = props;
  const playing = player.playing.value;
  const { length } = player.reel.value;
  return (
    <footer class="replay-controls">
      <IconButton
        svg={playing ? pause : play}
        label={t(playing ? 'replay.pause' : 'replay.play')}
        class="replay-play"
        testId="replay-play"
        onClick={player.toggle}
      />
      <span class="replay-time">
        {formatWait(player.at.value)} / {formatWait(length)}
      </span>
      <TimeLine {...props} />
      <fieldset class="replay-speeds" aria-label={t('replay.speed')}>
        {SPEEDS.map((speed) => (
          <button
            key={speed}
            type="button"
            class="replay-speed"
            aria-pressed={player.speed.value === speed}
            data-speed={speed}
            onClick={() => player.setSpeed(speed)}
          >
            {speed}×
          </button>
        ))}
      </fieldset>
      <label class="replay-skip">
        <input
          type="checkbox"
          checked={player.skips.value}
          onChange={(event) => player.setSkips(event.currentTarget.checked)}
        />
        {t('replay.skip')}
      </label>
    </footer>
  );
}
