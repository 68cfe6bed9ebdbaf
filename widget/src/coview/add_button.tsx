/** @file The way to bring one's own pictures: from files, from the camera, by address. */

import cameraIcon from 'lucide-static/icons/camera.svg?raw';
import addIcon from 'lucide-static/icons/image-plus.svg?raw';
import linkIcon from 'lucide-static/icons/link.svg?raw';
import { useRef } from 'preact/hooks';
import { Icon } from '../ui/Icon';
import type { Say, StageTextKey } from './texts';

/** What the page does with pictures that are offered. */
export interface Adding {
  /** Files were chosen; nothing is sent yet. */
  files(files: readonly File[]): void;
  /** Asks for an address; null where that is not offered. */
  readonly address: (() => void) | null;
}

/** Without HEIC in the list iPhones hand over JPEG. */
const PICTURES = 'image/jpeg,image/png,image/webp,image/gif';
const VIDEOS = 'video/mp4,video/webm';

/** See {@link AddButtons}. */
export interface AddButtonsProps {
  readonly adding: Adding;
  readonly t: Say;
  /** With words, as on the empty stage. */
  readonly worded?: boolean;
}

/** Draws them. */
export function AddButtons({ adding, t, worded = false }: AddButtonsProps) {
  const touch = matchMedia('(pointer: coarse)').matches;
  return (
    <div class={worded ? 'cv-adds cv-worded' : 'cv-adds'}>
      <Pick
        name="file"
        icon={addIcon}
        text="stage.add.file"
        adding={adding}
        t={t}
        worded={worded}
      />
      {touch && (
        <Pick
          name="camera"
          icon={cameraIcon}
          text="stage.add.camera"
          adding={adding}
          t={t}
          worded={worded}
        />
      )}
      {adding.address && (
        <button
          type="button"
          class="cv-add"
          data-add="address"
          aria-label={t('stage.add.address')}
          title={t('stage.add.address')}
          onClick={adding.address}
        >
          <Icon svg={linkIcon} />
          {worded && <span>{t('stage.add.address')}</span>}
        </button>
      )}
    </div>
  );
}

interface PickProps extends AddButtonsProps {
  readonly name: 'file' | 'camera';
  readonly icon: string;
  readonly text: StageTextKey;
}

function Pick({ name, icon, text, adding, t, worded }: PickProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="cv-add"
        data-add={name}
        aria-label={t(text)}
        title={t(text)}
        onClick={() => input.current?.click()}
      >
        <Icon svg={icon} />
        {worded && <span>{t(text)}</span>}
      </button>
      <input
        ref={input}
        class="cv-hidden"
        type="file"
        data-input={name}
        accept={name === 'camera' ? PICTURES : `${PICTURES},${VIDEOS}`}
        multiple={name === 'file'}
        capture={name === 'camera' ? 'environment' : undefined}
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file can be chosen again.
          event.currentTarget.value = '';
          adding.files(files);
        }}
      />
    </>
  );
}
