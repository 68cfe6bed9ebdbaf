/** @file The narrow column of places; at the bottom on a phone. */

import { t } from '../i18n/staff';
import { IconButton } from '../ui/IconButton';
import { chats, keyboard, person, picture, search, settings, together } from '../ui/icons';
import type { Column } from './App';
import type { Place } from './place';

/** See {@link Rail}. */
export interface RailProps {
  readonly place: Place;
  readonly column: Column;
  readonly drawer: boolean;
  /** Conversations that wait for an answer. */
  readonly waiting: number;
  readonly onPlace: (place: Place) => void;
  readonly onColumn: (column: Column) => void;
  readonly onDrawer: () => void;
  readonly onKeys: () => void;
  readonly onPalette: () => void;
}

/** Draws it. */
export function Rail(props: RailProps) {
  const { place, column, drawer, waiting, onPlace, onColumn } = props;
  const badge = waiting > 0 && <span class="rail-count" data-count={waiting} />;
  const talking = place === 'chats';
  const settled = ['team', 'sites', 'canned', 'audit'].includes(place);
  return (
    <nav class="rail" aria-label={t('console.title')}>
      <span class="rail-mark" aria-hidden="true" />
      <div class="rail-phone">
        <IconButton
          svg={chats}
          label={t('console.chats')}
          current={talking && column !== 'stage'}
          worded
          onClick={() => onColumn('list')}
        >
          {badge}
        </IconButton>
        <IconButton
          svg={together}
          label={t('place.visitors')}
          current={place === 'visitors'}
          worded
          onClick={() => onPlace('visitors')}
        />
        <IconButton
          svg={picture}
          label={t('console.stage')}
          current={talking && column === 'stage'}
          worded
          onClick={() => onColumn('stage')}
        />
        <IconButton
          svg={person}
          label={t('place.me.short')}
          current={!talking && place !== 'visitors' && place !== 'replay'}
          worded
          onClick={() => onPlace('me')}
        />
      </div>
      <div class="rail-desk">
        <IconButton
          svg={chats}
          label={t('console.chats')}
          current={talking}
          keys="G C"
          tip="after"
          class="rail-place"
          onClick={() => onPlace('chats')}
        >
          {badge}
        </IconButton>
        {talking && (
          <IconButton
            svg={chats}
            label={t(drawer ? 'console.list.close' : 'console.list.open')}
            expanded={drawer}
            keys="L"
            tip="after"
            class="rail-list"
            onClick={props.onDrawer}
          >
            {badge}
          </IconButton>
        )}
        <IconButton
          svg={together}
          label={t('place.visitors')}
          current={place === 'visitors'}
          keys="G V"
          tip="after"
          onClick={() => onPlace('visitors')}
        />
        <IconButton
          svg={search}
          label={t('palette.title')}
          keys="Mod+K"
          tip="after"
          onClick={props.onPalette}
        />
        <span class="rail-gap" />
        <IconButton
          svg={keyboard}
          label={t('console.keys')}
          keys="?"
          tip="after"
          onClick={props.onKeys}
        />
        <IconButton
          svg={settings}
          label={t('place.settings')}
          current={settled}
          keys="G T"
          tip="after"
          onClick={() => onPlace('team')}
        />
        <IconButton
          svg={person}
          label={t('place.me')}
          current={place === 'me'}
          keys="G M"
          tip="after"
          onClick={() => onPlace('me')}
        />
      </div>
    </nav>
  );
}
