/** @file Through whose eyes the film is seen: the visitor's, the agent's, or from above. */

import type { Signal } from '@preact/signals';
import { t } from '../../i18n/staff';
import { Tabs } from '../../ui/Tabs';
import type { Person } from '../../wire/generated';
import type { Eyes } from './port';

/** See {@link EyesSwitch}. */
export interface EyesSwitchProps {
  readonly sides: readonly Person[];
  readonly eyes: Signal<Eyes>;
  readonly colourOf: (id: string) => string;
}

const BOTH = 'both';

/** Draws it. */
export function EyesSwitch({ sides, eyes, colourOf }: EyesSwitchProps) {
  const now = eyes.value;
  return (
    <Tabs
      label={t('replay.eyes')}
      class="replay-eyes"
      controls="replay-stage"
      current={now.kind === 'of' ? now.who : BOTH}
      tabs={[
        ...sides.map(({ id, name }) => ({
          name: id,
          label: (
            <>
              <span class="replay-dot" style={{ background: colourOf(id) }} />
              <bdi>{name}</bdi>
            </>
          ),
        })),
        { name: BOTH, label: t('replay.eyes.both') },
      ]}
      onPick={(who) => {
        eyes.value = who === BOTH ? { kind: 'both' } : { kind: 'of', who };
      }}
    />
  );
}
