/** @file Asks once more before something is gone for everybody; the way back has the focus. */

import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';

/** See {@link EraseQuestion}. */
export interface EraseQuestionProps {
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Draws it. */
export function EraseQuestion({ onYes, onNo }: EraseQuestionProps) {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons in a line are no set of form fields
    <div class="bubble-note" role="group" aria-label={t('message.erase.ask')}>
      <span>{t('message.erase.ask')}</span>
      <button type="button" class="link-button danger" data-testid="erase" onClick={onYes}>
        {t('message.erase.yes')}
      </button>
      <button type="button" class="link-button" ref={keep} onClick={onNo}>
        {t('message.erase.no')}
      </button>
    </div>
  );
}
