/** @file One quiet line about the connection, with what can be done. */

import { t } from '../i18n/i18n';
import { Icon } from './Icon';
import { alert, offline } from './icons';

/** See {@link LinkBar}. */
export interface LinkBarProps {
  readonly view:
    | { readonly kind: 'fine' }
    | { readonly kind: 'reconnecting' }
    | { readonly kind: 'offline' }
    | { readonly kind: 'ended'; readonly code: number };
  readonly onRetry: () => void;
}

const CODE_REPLACED = 4104;
const CODE_TOO_OLD = 4103;

function Ended({ code, onRetry }: { readonly code: number; readonly onRetry: () => void }) {
  const old = code === CODE_TOO_OLD;
  const why = code === CODE_REPLACED ? 'link.replaced' : old ? 'link.tooOld' : 'link.ended';
  const act = code === CODE_REPLACED ? 'link.use' : old ? 'link.reload' : 'link.retry';
  return (
    <div class="bar danger" role="alert" data-testid="offline-bar">
      <Icon svg={alert} small />
      <span>{t(why)}</span>
      <button
        type="button"
        class="link-button"
        onClick={old ? () => globalThis.location.reload() : onRetry}
      >
        {t(act)}
      </button>
    </div>
  );
}

/** Draws it; nothing while all is well. */
export function LinkBar({ view, onRetry }: LinkBarProps) {
  switch (view.kind) {
    case 'fine':
      return null;
    case 'ended':
      return <Ended code={view.code} onRetry={onRetry} />;
    case 'reconnecting':
    case 'offline':
      return (
        <div class="bar" role="status" data-testid="offline-bar">
          <Icon svg={offline} small />
          <span>{t(view.kind === 'offline' ? 'link.offline' : 'link.reconnecting')}</span>
        </div>
      );
  }
}
