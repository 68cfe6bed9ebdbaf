/** @file The narrow column of places; at the bottom on a phone. */

import { t } from '../i18n/i18n';
import { IconButton } from '../ui/IconButton';
import { chats, keyboard, picture } from '../ui/icons';
import type { Column } from './App';

/** See {@link Rail}. */
export interface RailProps {
  readonly column: Column;
  readonly drawer: boolean;
  /** Conversations that wait for an answer. */
  readonly waiting: number;
  readonly onColumn: (column: Column) => void;
  readonly onDrawer: () => void;
  readonly onKeys: () => void;
}

/** Draws it. */
export function Rail({ column, drawer, waiting, onColumn, onDrawer, onKeys }: RailProps) {
  const badge = waiting > 0 && (
    <span class="rail-count" aria-hidden="true">
      {waiting}
    </span>
  );
  return (
    <nav class="rail" aria-label={t('console.title')}>
      <span class="rail-mark" aria-hidden="true" />
      <div class="rail-phone">
        <IconButton
          svg={chats}
          label={t('console.chats')}
          current={column !== 'stage'}
          worded
          onClick={() => onColumn('list')}
        >
          {badge}
        </IconButton>
        <IconButton
          svg={picture}
          label={t('console.stage')}
          current={column === 'stage'}
          worded
          onClick={() => onColumn('stage')}
        />
      </div>
      <div class="rail-desk">
        <IconButton
          svg={chats}
          label={t(drawer ? 'console.list.close' : 'console.list.open')}
          expanded={drawer}
          class="rail-list"
          onClick={onDrawer}
        >
          {badge}
        </IconButton>
        <span class="rail-gap" />
        <IconButton svg={keyboard} label={t('console.keys')} onClick={onKeys} />
      </div>
    </nav>
  );
}
