/** @file The keys of the console on one sheet. */

import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { IconButton } from '../ui/IconButton';
import { close } from '../ui/icons';

const KEYS = [
  ['J', 'console.keys.next'],
  ['K', 'console.keys.previous'],
  ['/', 'console.keys.reply'],
  ['Esc', 'console.keys.leave'],
  ['L', 'console.keys.list'],
  ['?', 'console.keys.help'],
] as const;

/** Draws it as a dialog of the browser, which keeps the focus in. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog class="key-sheet" ref={dialog} aria-labelledby="key-sheet-title" onClose={onClose}>
      <header>
        <h2 id="key-sheet-title">{t('console.keys')}</h2>
        <IconButton svg={close} label={t('console.keys.close')} onClick={onClose} />
      </header>
      <dl>
        {KEYS.map(([key, does]) => (
          <div key={key}>
            <dt>{t(does)}</dt>
            <dd>
              <kbd>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
