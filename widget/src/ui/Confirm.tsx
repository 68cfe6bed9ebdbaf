/** @file Asks once more, in place, before something that cannot be taken back. */

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { Button } from './Button';

/** See {@link Confirm}. */
export interface ConfirmProps {
  /** Draws what is pressed first. */
  readonly children: (ask: () => void) => ComponentChildren;
  /** What will happen. */
  readonly question: string;
  /** The word on the button that does it. */
  readonly act: string;
  readonly busy?: boolean;
  readonly onConfirm: () => void;
}

/** Draws it; Escape and "Cancel" go back. */
export function Confirm({ children, question, act, busy, onConfirm }: ConfirmProps) {
  const [asked, setAsked] = useState(false);
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (asked) no.current?.focus();
  }, [asked]);
  if (!asked) return <>{children(() => setAsked(true))}</>;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is heard from the buttons in it
    <div
      class="confirm"
      data-testid="confirm"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        setAsked(false);
      }}
    >
      <span role="alert">{question}</span>
      <Button small button={no} onClick={() => setAsked(false)}>
        {t('confirm.cancel')}
      </Button>
      <Button
        small
        kind="danger"
        busy={busy ?? false}
        onClick={() => {
          setAsked(false);
          onConfirm();
        }}
      >
        {act}
      </Button>
    </div>
  );
}
