/** @file A product proposed for the cart: the question, the answer, and what the cart said. */

import './product.css';
import { t } from '../i18n/i18n';
import { Button } from './Button';
import { type Amount, formatMoney } from './money';

/** How far a proposal is. */
export type StepView =
  | { readonly kind: 'asked' | 'accepted' | 'declined' | 'withdrawn' | 'added' | 'sold_out' }
  | { readonly kind: 'price_changed'; readonly was: Amount | null }
  | { readonly kind: 'failed'; readonly why: keyof typeof FAILED };

/** See {@link ProposalCard}. */
export interface ProposalCardProps {
  readonly title: string;
  /** The variant in words; null for none. */
  readonly variant: string | null;
  readonly quantity: number;
  readonly price: Amount | null;
  readonly step: StepView;
  /** Who proposes it, where the reader is asked; null for whoever proposed it. */
  readonly asker: string | null;
  /** The answers; null where the reader has none to give. */
  readonly onAccept: (() => void) | null;
  readonly onDecline: (() => void) | null;
  readonly onWithdraw: (() => void) | null;
  /** A press is on its way. */
  readonly busy: boolean;
}

const FAILED = {
  no_cart: 'proposal.failed.no_cart',
  needs_choice: 'proposal.failed.needs_choice',
  refused: 'proposal.failed.refused',
  timeout: 'proposal.failed.timeout',
  interrupted: 'proposal.failed.interrupted',
} as const;

function words({ step, price, asker }: ProposalCardProps): string | null {
  switch (step.kind) {
    case 'asked':
      return asker === null ? t('proposal.waits') : null;
    case 'price_changed': {
      const now = price ? formatMoney(price) : '';
      return t('proposal.priceChanged', {
        price: now,
        was: step.was ? formatMoney(step.was) : '–',
      });
    }
    case 'accepted':
      return t('proposal.adding');
    case 'declined':
      return t('proposal.declined');
    case 'withdrawn':
      return t('proposal.withdrawn');
    case 'added':
      return t('proposal.added');
    case 'sold_out':
      return t('proposal.soldOut');
    case 'failed':
      return t(FAILED[step.why]);
  }
}

/** Draws it. */
export function ProposalCard(props: ProposalCardProps) {
  const { title, variant, quantity, price, step, asker, busy } = props;
  const asks = step.kind === 'asked' || step.kind === 'price_changed';
  const said = words(props);
  const again = step.kind === 'price_changed' && price !== null;
  return (
    <article
      class={`proposal-card is-${step.kind}`}
      data-testid="proposal"
      data-step={step.kind}
      aria-live="polite"
    >
      <p class="proposal-head">
        {asker === null ? t('proposal.asked') : t('proposal.asks', { name: asker })}
      </p>
      <p class="product-title" dir="auto">
        {title}
      </p>
      <p class="product-facts">
        {variant !== null && <bdi>{variant}</bdi>}
        {price && (
          <span class="product-price">
            {quantity > 1 && `${quantity} × `}
            <b>{formatMoney(price)}</b>
          </span>
        )}
      </p>
      {said !== null && <p class="proposal-said">{said}</p>}
      {asks && (props.onAccept || props.onWithdraw) && (
        <div class="product-acts">
          {props.onAccept && (
            <Button kind="primary" busy={busy} testId="proposal-accept" onClick={props.onAccept}>
              {again
                ? t('proposal.acceptNew', { price: formatMoney(price) })
                : t('proposal.accept')}
            </Button>
          )}
          {props.onDecline && (
            <Button kind="quiet" testId="proposal-decline" onClick={props.onDecline}>
              {t('proposal.decline')}
            </Button>
          )}
          {props.onWithdraw && (
            <Button kind="quiet" small testId="proposal-withdraw" onClick={props.onWithdraw}>
              {t('proposal.withdraw')}
            </Button>
          )}
        </div>
      )}
    </article>
  );
}
