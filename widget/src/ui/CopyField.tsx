/** @file Something to copy: an address, a line of HTML, a secret that is shown once. */

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { Button } from './Button';
import { copy, tick } from './icons';

/** See {@link CopyField}. */
export interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  /** As many as the longest needs beside its button; 2 unless told. */
  readonly rows?: number;
  readonly primary?: boolean;
}

/** "Copied" stays this long. */
const COPIED_MS = 2_000;

/** Draws it. */
export function CopyField({ label, value, rows = 2, primary }: CopyFieldProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), COPIED_MS);
    return () => clearTimeout(timer);
  }, [state]);

  function take() {
    navigator.clipboard.writeText(value).then(
      () => setState('copied'),
      () => {
        // Without the permission it is one key away: it is selected.
        box.current?.select();
        setState('failed');
      },
    );
  }

  return (
    <div class="copy-field">
      <label class="copy-label" for={id}>
        {label}
      </label>
      <div class="copy-box">
        <textarea
          id={id}
          ref={box}
          class="code"
          dir="ltr"
          rows={rows}
          readOnly
          spellcheck={false}
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Button
          {...(primary ? { kind: 'primary' as const } : {})}
          svg={state === 'copied' ? tick : copy}
          testId="copy"
          onClick={take}
        >
          {t(state === 'copied' ? 'copy.done' : 'copy.act')}
        </Button>
      </div>
      <span role="status" class={state === 'failed' ? 'field-hint' : 'hidden-text'}>
        {state === 'copied' && t('copy.done')}
        {state === 'failed' && t('copy.failed')}
      </span>
    </div>
  );
}
