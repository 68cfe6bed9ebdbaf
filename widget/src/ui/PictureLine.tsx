/** @file A picture in the thread, as small as a message; it opens on the stage. */

import { t } from '../i18n/i18n';
import { MediaImage } from './MediaImage';

/** What a thread needs to show pictures. */
export interface Pictures {
  /** The address of a small copy; another one than `failed`, when that did not load. */
  readonly load: (media: string, failed: string | null) => Promise<string>;
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
        <MediaImage key={media} load={(failed) => pictures.load(media, failed)} />
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
