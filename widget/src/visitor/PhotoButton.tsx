/** @file Beside the composer: a photo says it better. What it needs is loaded once it is used. */

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { stageText } from '../i18n/stage';
import type { Conversation } from '../state/conversation';
import { IconButton } from '../ui/IconButton';
import { camera } from '../ui/icons';
import type { Session } from './session';
import { loadUpload } from './stage_parts';

/** See {@link PhotoButton}. */
export interface PhotoButtonProps {
  readonly session: Session;
  readonly conversation: Conversation;
  readonly onProblem: (code: string) => void;
}

/** Without HEIC in the list iPhones hand over JPEG. */
const ACCEPT = 'image/jpeg,image/png,image/webp,image/gif,video/mp4,video/webm';

type Parts = Awaited<ReturnType<typeof loadUpload>>;

/** Draws it. */
export function PhotoButton({ session, conversation, onProblem }: PhotoButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const parts = useSignal<Parts | null>(null);
  function choose(files: readonly File[]) {
    loadUpload().then(
      (loaded) => {
        parts.value = loaded;
        loaded[1].uploadingOf(conversation, session.api, 'visitor').desk.offer(files);
      },
      () => onProblem('unavailable'),
    );
  }
  const [sheet, uploads] = parts.value ?? [];
  // While the stage is open, it is the one that shows the sheet and the queue.
  const here = !session.stageOpen.value && sheet && uploads;
  const uploading = uploads?.uploadingOf(conversation, session.api, 'visitor');
  return (
    <>
      <IconButton
        svg={camera}
        label={t('composer.photo')}
        testId="photo"
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        hidden
        data-input="photo"
        accept={ACCEPT}
        multiple
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file can be chosen again.
          event.currentTarget.value = '';
          choose(files);
        }}
      />
      {here && uploading && (
        <>
          <sheet.Sheet desk={uploading.desk} t={stageText} />
          <sheet.Queue uploads={uploading.uploads} t={stageText} />
        </>
      )}
    </>
  );
}
