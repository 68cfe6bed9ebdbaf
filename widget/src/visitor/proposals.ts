/**
 * @file What the visitor says yes to is carried out by this page, once: the press that was granted
 * under this page's own name, and no other page, reload or second press (PD3).
 */

import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { CartLine } from '../host/messages';
import type { Client } from '../net/client';
import { codeOf } from '../net/refused';
import type { Conversation } from '../state/conversation';
import { asks, productById } from '../state/products';
import {
  CART_INTERRUPTED_MS,
  type ErrorCode,
  type Proposal,
  type ProposalId,
  type ProposalOutcome,
} from '../wire/generated';
import type { HostLink } from './host';

/** See {@link createProposals}. */
export interface Proposals {
  /** Presses whose answer is not here yet. */
  readonly busy: ReadonlySignal<ReadonlySet<ProposalId>>;
  accept(conversation: Conversation, proposal: Proposal, refused: (code: ErrorCode) => void): void;
  decline(conversation: Conversation, proposal: Proposal, refused: (code: ErrorCode) => void): void;
}

/** What this file needs of the host's page. */
type Cart = Pick<HostLink, 'addToCart'>;

/** How often it is looked whether something was left undone. */
const LOOK_MS = 5_000;

/** The line for the shop's cart. */
function lineOf(conversation: Conversation, proposal: Proposal): CartLine | null {
  const shared = productById(conversation.room.peek().products, proposal.product);
  if (!shared) return null;
  const { card } = shared;
  const variant = card.variants.find((one) => one.id === proposal.variant) ?? null;
  const { id, title, url } = card;
  const { quantity, price } = proposal;
  return {
    id,
    sku: variant?.sku ?? card.sku,
    title,
    url,
    variant: proposal.variant,
    quantity,
    price,
  };
}

/** Resolves once the state holds the event of an answer, which may overtake it. */
function arrived({ room }: Conversation, seq: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = room.subscribe(({ head }) => {
      if (head < seq) return;
      resolve();
      queueMicrotask(() => stop());
    });
  });
}

/** Makes it for one panel. */
export function createProposals(
  current: ReadonlySignal<Conversation | null>,
  client: Pick<Client, 'tab'> & { readonly socket: Pick<Client['socket'], 'roomNow'> },
  host: Cart,
): Proposals {
  const busy = signal<ReadonlySet<ProposalId>>(new Set());
  // Acceptances this very page carries out or has carried out, each with its time and price.
  const mine = new Set<string>();
  const keyOf = ({ id, price }: Proposal, at: number) => `${id} ${at} ${price?.minor}`;

  function mark(id: ProposalId, on: boolean) {
    const next = new Set(busy.peek());
    if (on) next.add(id);
    else next.delete(id);
    busy.value = next;
  }

  function settle(conversation: Conversation, proposal: ProposalId, outcome: ProposalOutcome) {
    // Somebody may have settled it meanwhile: then it is settled.
    conversation.op({ do: 'settle_proposal', proposal, outcome }).catch(() => undefined);
  }

  async function carryOut(conversation: Conversation, id: ProposalId) {
    const proposal = conversation.room.peek().proposals.find((one) => one.id === id);
    const step = proposal?.step;
    if (!proposal || step?.kind !== 'accepted' || step.session !== client.tab) return;
    const key = keyOf(proposal, step.at);
    if (mine.has(key)) return;
    mine.add(key);
    const line = lineOf(conversation, proposal);
    const none: ProposalOutcome = { kind: 'failed', why: 'no_cart' };
    settle(conversation, id, line ? await host.addToCart(line) : none);
  }

  function answered(id: ProposalId, answer: Promise<unknown>, refused: (code: ErrorCode) => void) {
    mark(id, true);
    answer.then(
      () => mark(id, false),
      (error) => {
        mark(id, false);
        refused(codeOf(error));
      },
    );
  }

  /** What another page began and left: it is said, and carried out by nobody (PD6). */
  function look() {
    const conversation = current.peek();
    const now = client.socket.roomNow();
    for (const one of conversation?.room.peek().proposals ?? []) {
      const { id, step } = one;
      if (step.kind !== 'accepted' || mine.has(keyOf(one, step.at))) continue;
      if (now - step.at < CART_INTERRUPTED_MS || !conversation) continue;
      settle(conversation, id, { kind: 'failed', why: 'interrupted' });
    }
  }
  effect(() => {
    const open = current.value?.room.value.proposals.some((one) => one.step.kind === 'accepted');
    if (!open) return;
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  });

  return {
    busy,
    accept: (conversation, { id, price, ...proposal }, refused) => {
      if (!asks({ id, price, ...proposal }) || busy.peek().has(id)) return;
      const { tab: session } = client;
      const done = conversation
        .op({ do: 'accept_proposal', proposal: id, session, price })
        .then(async ({ seq }) => {
          await arrived(conversation, seq);
          void carryOut(conversation, id);
        });
      answered(id, done, refused);
    },
    decline: (conversation, { id }, refused) => {
      answered(id, conversation.op({ do: 'decline_proposal', proposal: id }), refused);
    },
  };
}
