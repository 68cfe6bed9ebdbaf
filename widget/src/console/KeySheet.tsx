/** @file The keys of the console and of the stage on one sheet. */

import { type StaffKey, t } from '../i18n/staff';
import { Dialog } from '../ui/Dialog';
import { Keys } from '../ui/Keys';
import type { Act, Group } from './acts';

/** See {@link KeySheet}. */
export interface KeySheetProps {
  readonly acts: readonly Act[];
  readonly onClose: () => void;
}

const GROUPS: readonly (readonly [Group, StaffKey])[] = [
  ['conversation', 'keys.group.conversation'],
  ['place', 'keys.group.place'],
  ['general', 'keys.group.general'],
];

/** Keys of the stage, which works on its own. */
const STAGE: readonly (readonly [string, StaffKey])[] = [
  ['V', 'keys.stage.hand'],
  ['P', 'keys.stage.pen'],
  ['A', 'keys.stage.arrow'],
  ['L', 'keys.stage.laser'],
  ['R', 'keys.stage.turn'],
  ['0', 'keys.stage.fit'],
  ['+', 'keys.stage.in'],
  ['-', 'keys.stage.out'],
  ['Mod+Z', 'keys.stage.undo'],
];

interface ListProps {
  readonly title: StaffKey;
  readonly rows: readonly (readonly [string, StaffKey])[];
}

function List({ title, rows }: ListProps) {
  return (
    <section>
      <h3>{t(title)}</h3>
      <dl>
        {rows.map(([keys, does]) => (
          <div key={keys}>
            <dt>{t(does)}</dt>
            <dd>
              <Keys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Draws it. */
export function KeySheet({ acts, onClose }: KeySheetProps) {
  return (
    <Dialog title={t('console.keys')} class="key-sheet" onClose={onClose}>
      <div class="key-columns">
        {GROUPS.map(([group, title]) => (
          <List
            key={group}
            title={title}
            rows={acts.filter((act) => act.group === group).map((act) => [act.keys, act.label])}
          />
        ))}
        <List title="keys.group.stage" rows={STAGE} />
      </div>
    </Dialog>
  );
}
