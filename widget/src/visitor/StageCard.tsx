/** @file The card in the chat for a picture the visitor has put away. */

import { t } from '../i18n/i18n';
import type { RoomState } from '../state/room';
import { MediaImage } from '../ui/MediaImage';
import type { Session } from './session';

/** See {@link StageCard}. */
export interface StageCardProps {
  readonly session: Session;
  readonly room: RoomState;
  /** Above the title. */
  readonly words: string;
  readonly onView: () => void;
}

/** Draws it. */
export function StageCard({ session, room, words, onView }: StageCardProps) {
  const item = room.items.find((one) => one.id === room.shown[0]);
  if (!item) return null;
  return (
    <div class="stage-card" data-testid="stage-card">
      <MediaImage
        key={item.media}
        load={(failed) => session.media.imageUrl(item.media, 'thumb', failed)}
      />
      <div class="stage-card-words">
        <p class="stage-card-who">{words}</p>
        <p class="stage-card-title" dir="auto">
          {item.title}
        </p>
      </div>
      <button type="button" class="button primary" onClick={onView}>
        {t('pane.card.view')}
      </button>
    </div>
  );
}
