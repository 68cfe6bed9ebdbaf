/** @file Cards of products and proposals in the visitor's thread. */

import { t } from '../i18n/i18n';
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
  readonly nameOf: (id: string) => string;
  /** A past conversation is read only. */
  readonly still: boolean;
  readonly onProblem: (code: ErrorCode) => void;
  readonly onView: () => void;
}

interface OneProps extends CardSources {
  readonly id: string;
}

function Product({ session, conversation, id, still, onProblem, onView }: OneProps) {
  const { products, items, shown, status } = conversation.room.value;
  const shared = productById(products, id);
  if (!shared) return null;
  const item = itemOf(shared, items);
  const ended = still || status === 'resolved';
  const seen = item !== null && shown.includes(item.id) && session.stageOpen.value;
  const tell = (error: unknown) => onProblem(codeOf(error));
  return (
    <ProductCard
      key={item?.media ?? ''}
      product={shared.card}
      picture={item && ((failed) => session.media.imageUrl(item.media, 'thumb', failed))}
      onVariant={
        ended
          ? null
          : (variant) => chooseVariant(session.api, conversation, id, variant).catch(tell)
      }
      acts={
        item !== null &&
        !seen && (
          <Button
            small
            testId="product-view"
            onClick={() => {
              onView();
              if (ended || (shown.length === 1 && shown[0] === item.id)) return;
              conversation.op({ do: 'show_items', items: [item.id] }).catch(tell);
            }}
          >
            {t('product.view')}
          </Button>
        )
      }
    />
  );
}

function Proposed({ session, conversation, id, still, nameOf, onProblem }: OneProps) {
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
      asker={nameOf(proposal.by)}
      busy={session.proposals.busy.value.has(id)}
      onAccept={open ? () => session.proposals.accept(conversation, proposal, onProblem) : null}
      onDecline={open ? () => session.proposals.decline(conversation, proposal, onProblem) : null}
      onWithdraw={null}
    />
  );
}

/** Draws the card of an entry of the thread. */
export function cardsOf(sources: CardSources) {
  return (kind: 'product' | 'proposal', id: string) =>
    kind === 'product' ? <Product {...sources} id={id} /> : <Proposed {...sources} id={id} />;
}
