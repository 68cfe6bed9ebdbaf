/** @file Staff put a picture of the shop onto the strip by its address. */

import './upload.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { codeOf } from '../net/refused';
import { type ErrorCode, URL_BYTES } from '../wire/generated';
import { problemKey, type Say } from './words';

/** See {@link AddressForm}. */
export interface AddressFormProps {
  readonly t: Say;
  /** Fetches and shows it; rejects with `Refused`. */
  readonly onFetch: (address: string) => Promise<void>;
  readonly onDone: () => void;
}

/** Draws it. */
export function AddressForm({ t, onFetch, onDone }: AddressFormProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [address, setAddress] = useState('');
  const [busy, setBusy] = useState(false);
  const [code, setCode] = useState<ErrorCode | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  async function fetchIt(event: Event) {
    event.preventDefault();
    setBusy(true);
    setCode(null);
    try {
      await onFetch(address.trim());
      onDone();
    } catch (error) {
      setCode(codeOf(error));
      setBusy(false);
    }
  }
  return (
    <dialog
      ref={dialog}
      class="up-sheet up-narrow"
      data-testid="address-sheet"
      aria-labelledby="up-title"
      onClose={onDone}
      onKeyDown={(event) => event.stopPropagation()}
    >
      <form onSubmit={(event) => void fetchIt(event)}>
        <h2 id="up-title">{t('upload.address.title')}</h2>
        <label>
          <span>{t('upload.address.label')}</span>
          <input
            type="url"
            required
            maxLength={URL_BYTES}
            placeholder="https://"
            value={address}
            onInput={(event) => setAddress(event.currentTarget.value)}
          />
        </label>
        <p class="up-note" role={code ? 'alert' : 'status'}>
          {busy ? t('upload.address.busy') : code && t(problemKey(code))}
        </p>
        <div class="up-buttons">
          <button type="submit" class="button primary" disabled={busy}>
            {t('upload.show')}
          </button>
          <button type="button" class="button quiet" onClick={onDone}>
            {t('upload.cancel')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
