/** @file Ending a conversation: it is asked once, and said what comes afterwards. */

import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';

/** See {@link EndQuestion}. */
export interface EndQuestionProps {
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Asks. */
export function EndQuestion({ onYes, onNo }: EndQuestionProps) {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons below a sentence are no set of form fields
    <div class="end-question" role="group" aria-label={t('end.ask')} data-testid="end-question">
      <p>{t('end.ask')}</p>
      <div class="contact-acts">
        <button type="button" class="button" data-testid="end-yes" onClick={onYes}>
          {t('end.yes')}
        </button>
        <button type="button" class="button quiet" ref={keep} onClick={onNo}>
          {t('end.no')}
        </button>
      </div>
    </div>
  );
}

/** See {@link Ended}. */
export interface EndedProps {
  /** Words of the button. */
  readonly act: string;
  readonly onAct: () => void;
}

/** Stands where one wrote before. */
export function Ended({ act, onAct }: EndedProps) {
  return (
    <div class="ended" data-testid="ended" role="status">
      <span>{t('end.ended')}</span>
      <button type="button" class="button primary" data-testid="start-again" onClick={onAct}>
        {act}
      </button>
    </div>
  );
}
