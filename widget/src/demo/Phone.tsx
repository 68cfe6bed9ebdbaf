/** @file How a phone joins the demo: a QR code, or how to start the demo so that it can. */

import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { QrCode } from '../ui/QrCode';
import type { DemoPhone } from '../wire/generated';

const COMMAND = 'vitrine demo --lan';

/** See {@link Phone}. */
export interface PhoneProps {
  /** Null while the demo is open to this computer only. */
  readonly phone: DemoPhone | null;
  readonly onClose: () => void;
}

/** Draws the sheet; Escape closes it. */
export function Phone({ phone, onClose }: PhoneProps) {
  const sheet = useRef<HTMLDialogElement>(null);
  useEffect(() => sheet.current?.showModal(), []);
  return (
    <dialog
      ref={sheet}
      class="phone-sheet"
      aria-label={t('demo.phone')}
      data-testid="demo-phone-sheet"
      onClose={onClose}
    >
      {phone === null ? (
        <p>{t('demo.phone.how', { command: COMMAND })}</p>
      ) : (
        <>
          <QrCode rows={phone.code} label={t('demo.phone.code')} testId="demo-qr" />
          <p>{t('demo.phone.scan')}</p>
          <p class="phone-address">{phone.url}</p>
          <p class="phone-warning">{t('demo.phone.warning')}</p>
        </>
      )}
      <form method="dialog">
        <button type="submit" class="button">
          {t('demo.phone.close')}
        </button>
      </form>
    </dialog>
  );
}
