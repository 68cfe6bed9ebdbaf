/** @file Cards of products and proposals in the thread as staff sees it. */

import { t } from '../i18n/staff';
import { newId } from '../net/ids';
import { codeOf } from '../net/refused';
import type { Conversation } from '../state/conversation';
import { itemOf, productById } from '../state/products';
import { chooseVariant } from '../state/show_product';
import { Button } from '../ui/Button';
import { ProductCard, variantWords } from '../ui/ProductCard';
import { ProposalCard } from '../ui/ProposalCard';
import type { ErrorCode } from '../wire/generated';
import type { Session } from './session';

/** What the cards of one conversation need. */
export interface CardSources {
  readonly session: Session;
  readonly conversation: Conversation;
  /** An earlier conversation is read only. */
  readonly still: boolean;
  readonly onProblem: (code: ErrorCode) => void;
}

interface OneProps extends CardSources {
  readonly id: string;
}

function Product({ session, conversation, id, still, onProblem }: OneProps) {
  const { products, items, shown, status, proposals } = conversation.room.value;
  const shared = productById(products, id);
  if (!shared) return null;
  const { card } = shared;
  const item = itemOf(shared, items);
  const ended = still || status === 'resolved';
  const tell = (error: unknown) => onProblem(codeOf(error));
  const waits = proposals.some(
    ({ product, variant, step }) =>
      product === id &&
      variant === card.chosen &&
      ['asked', 'price_changed', 'accepted'].includes(step.kind),
  );
  const unchosen = card.variants.length > 0 && card.chosen === null;
  return (
    <ProductCard
      key={item?.media ?? ''}
      product={card}
      picture={item && ((failed) => session.media.imageUrl(item.media, 'thumb', failed))}
      onVariant={
        ended
          ? null
          : (variant) => chooseVariant(session.api, conversation, id, variant).catch(tell)
      }
      acts={
        !ended && (
          <>
            <Button
              small
              disabled={unchosen || waits}
              testId="propose"
              onClick={() =>
                conversation
                  .op({
                    do: 'propose_product',
                    proposal: newId(),
                    product: id,
                    variant: card.chosen,
                    quantity: 1,
                  })
                  .catch(tell)
              }
            >
              {t('product.propose')}
            </Button>
            {item !== null && !shown.includes(item.id) && (
              <Button
                small
                testId="product-view"
                onClick={() => conversation.op({ do: 'show_items', items: [item.id] }).catch(tell)}
              >
                {t('product.view')}
              </Button>
            )}
            {unchosen && <span class="product-hint">{t('product.pickFirst')}</span>}
          </>
        )
      }
    />
  );
}

function Proposed({ conversation, id, still, onProblem }: OneProps) {
  const { products, proposals, status } = conversation.room.value;
  const proposal = proposals.find((one) => one.id === id);
  const shared = proposal && productById(products, proposal.product);
  if (!proposal || !shared) return null;
  const variant = shared.card.variants.find((one) => one.id === proposal.variant);
  const open = !still && status !== 'resolved';
  return (
    <ProposalCard
      title={shared.card.title}
      variant={variant ? variantWords(variant) : null}
      quantity={proposal.quantity}
      price={proposal.price}
      step={proposal.step}
      asker={null}
      busy={false}
      onAccept={null}
      onDecline={null}
      onWithdraw={
        open
          ? () =>
              conversation
                .op({ do: 'withdraw_proposal', proposal: id })
                .catch((error) => onProblem(codeOf(error)))
          : null
      }
    />
  );
}

/** Draws the card of an entry of the thread. */
export function cardsOf(sources: CardSources) {
  return (kind: 'product' | 'proposal', id: string) =>
    kind === 'product' ? <Product {...sources} id={id} /> : <Proposed {...sources} id={id} />;
}
