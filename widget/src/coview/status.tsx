/** @file Together or on one's own, and whether both stages show the same. */

import type { Person } from '../wire/generated';
import { assertNever } from './never';
import type { Mode } from './stage_model';
import type { Badge } from './sync_badge';
import type { Say } from './texts';

/** See {@link ModeSwitch}. */
export interface ModeSwitchProps {
  readonly mode: Mode;
  readonly t: Say;
  readonly onMode: (mode: Mode) => void;
}

const MODES = [
  ['together', 'stage.together'],
  ['own', 'stage.own'],
] as const;

/** Two words, one of them pressed. */
export function ModeSwitch({ mode, t, onMode }: ModeSwitchProps) {
  return (
    <fieldset class="cv-modes" aria-label={t('stage.mode')}>
      {MODES.map(([name, text]) => (
        <button
          key={name}
          type="button"
          data-mode={name}
          aria-pressed={mode === name}
          onClick={() => onMode(name)}
        >
          {t(text)}
        </button>
      ))}
    </fieldset>
  );
}

/** See {@link SyncBadge}. */
export interface SyncBadgeProps {
  readonly badge: Badge;
  readonly t: Say;
  readonly nameOf: (person: Person) => string;
}

/** Says what the badge may claim. */
export function SyncBadge({ badge, t, nameOf }: SyncBadgeProps) {
  const words = wordsOf(badge, t, nameOf);
  return (
    <span class={`cv-badge cv-${badge.kind}`} data-badge={badge.kind} title={words}>
      <i />
      <bdi>{words}</bdi>
    </span>
  );
}

function wordsOf(badge: Badge, t: Say, nameOf: (person: Person) => string): string {
  switch (badge.kind) {
    case 'quiet':
      return '';
    case 'reconnecting':
      return t('stage.badge.reconnecting');
    case 'alone':
      return t('stage.badge.alone');
    case 'away':
      return t('stage.badge.away', { name: nameOf(badge.person) });
    case 'elsewhere':
      return t('stage.badge.elsewhere', { name: nameOf(badge.person) });
    case 'closed':
      return t('stage.badge.closed', { name: nameOf(badge.person) });
    case 'moving':
      return t('stage.badge.moving');
    case 'catching_up':
      return t('stage.badge.catchingUp');
    case 'in_sync':
      return t('stage.badge.inSync', { ms: badge.ms });
    default:
      return assertNever(badge);
  }
}
