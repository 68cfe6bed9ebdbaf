/** @file What became of a message: it is on the server, on a device, or was on a screen. */

import { t } from '../i18n/i18n';
import { Icon } from './Icon';
import { tick, ticks } from './icons';

/** See {@link Fate}. */
export interface FateProps {
  readonly fate: 'sent' | 'delivered' | 'read';
}

const WORDS = {
  sent: 'message.sent',
  delivered: 'message.delivered',
  read: 'message.read',
} as const;

/** Draws it, in signs and in words. */
export function Fate({ fate }: FateProps) {
  return (
    <div class={`fate ${fate}`} data-testid="fate" data-fate={fate}>
      <Icon svg={fate === 'sent' ? tick : ticks} small />
      <span>{t(WORDS[fate])}</span>
    </div>
  );
}
