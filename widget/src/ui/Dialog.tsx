/** @file A sheet over everything: the browser's own dialog keeps the focus in and gives it back. */

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { IconButton } from './IconButton';
import { close } from './icons';

/** See {@link Dialog}. */
export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
  readonly class?: string;
  /** Read out only, where what is in it says enough. */
  readonly quiet?: boolean;
  readonly testId?: string;
}

/** Draws it; at the edge of a phone, in the middle of a desk. A press beside it closes it. */
export function Dialog({ title, onClose, children, class: classes, quiet, testId }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      class={`dialog ${classes ?? ''}`}
      ref={dialog}
      aria-labelledby={id}
      data-testid={testId}
      onClose={onClose}
      onCancel={(event) => {
        // Closed by its owner, who draws it no longer.
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div class="dialog-body">
        <header>
          <h2 id={id} class={quiet ? 'hidden-text' : ''}>
            {title}
          </h2>
          <IconButton svg={close} label={t('dialog.close')} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
