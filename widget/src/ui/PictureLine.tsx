/** @file A picture in the thread, as small as a message; it opens on the stage. */

import { t } from '../i18n/i18n';
import { MediaImage } from './MediaImage';

/** What a thread needs to show pictures. */
export interface Pictures {
  /** An object URL of a small copy. */
  readonly load: (media: string) => Promise<string>;
  /** Whether it is still on the strip. */
  readonly viewable: (item: string) => boolean;
  readonly onView: (item: string) => void;
}

/** See {@link PictureLine}. */
export interface PictureLineProps {
  readonly picture: { readonly item: string; readonly media: string; readonly title: string };
  readonly pictures: Pictures;
  readonly arriving: boolean;
}

/** Draws it. */
export function PictureLine({ picture, pictures, arriving }: PictureLineProps) {
  const { item, media, title } = picture;
  const there = pictures.viewable(item);
  return (
    <div class={`bubble-row ${arriving ? 'arriving' : ''}`} data-testid="picture-line">
      <div class="picture-line">
        <MediaImage key={media} load={() => pictures.load(media)} />
        <span class="picture-title" dir="auto">
          {title || t('picture.untitled')}
        </span>
        {there ? (
          <button type="button" class="button" onClick={() => pictures.onView(item)}>
            {t('pane.card.view')}
          </button>
        ) : (
          <span class="picture-gone">{t('picture.gone')}</span>
        )}
      </div>
    </div>
  );
}
