/** @file The face of whoever answered and how the answer begins, in the small beside the launcher. */

import { t } from '../i18n/i18n';
import { Avatar } from '../ui/Avatar';
import type { Session } from './session';

/** Draws it over the closed panel; a press opens it. */
export function Peek({ session }: { readonly session: Session }) {
  const peek = session.peek.value;
  if (peek === null || session.host.shape.value.open) return null;
  return (
    <button
      type="button"
      class="peek"
      data-testid="peek"
      onClick={() => session.host.post({ vitrine: 1, type: 'open' })}
    >
      <Avatar name={peek.name} colour={peek.colour} />
      <span class="peek-words">
        <b dir="auto">{peek.name ?? t('agent.someone')}</b>
        <span dir="auto">{peek.line}</span>
      </span>
    </button>
  );
}
