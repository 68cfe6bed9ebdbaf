/** @file How a phone joins the demo: a QR code, or how to start the demo so that it can. */

import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n';
import type { DemoPhone } from '../wire/generated';

/** Light modules around the code that a camera needs (ISO/IEC 18004). */
const QUIET = 4;
const COMMAND = 'vitrine demo --lan';

/** See {@link Phone}. */
export interface PhoneProps {
  /** Null while the demo is open to this computer only. */
  readonly phone: DemoPhone | null;
  readonly onClose: () => void;
}

function Code({ rows }: { readonly rows: readonly string[] }) {
  const size = rows.length + 2 * QUIET;
  const dark = rows.flatMap((row, y) =>
    [...row].flatMap((module, x) => (module === '1' ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : [])),
  );
  return (
    <svg
      class="qr"
      role="img"
      aria-label={t('demo.phone.code')}
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      data-testid="demo-qr"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join('')} fill="#000" />
    </svg>
  );
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
          <Code rows={phone.code} />
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
