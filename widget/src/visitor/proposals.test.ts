/** @file What the visitor says yes to reaches the cart once, whichever way pages come and go. */

import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CartLine } from '../host/messages';
import type { Conversation } from '../state/conversation';
import { apply, EMPTY_ROOM, type RoomState } from '../state/room';
import type { Command, EventBody, ProposalOutcome } from '../wire/generated';
import { createProposals } from './proposals';

const NOW = 1_000_000;
const euros = (minor: number) => ({ minor, currency: 'EUR' });
const CARD = {
  source: 'page' as const,
  id: '17',
  sku: 'B',
  title: 'Bag',
  brand: null,
  url: 'https://shop.example/p/bag',
  price: euros(4200),
  listPrice: null,
  stock: { state: 'in_stock' as const, left: null },
  rating: null,
  pictures: [],
  attributes: [],
  variants: [],
  chosen: null,
  seenAt: 1,
};

/** A room that grants what the rules would grant, shared by several pages of one visitor. */
function world() {
  let state: RoomState = EMPTY_ROOM;
  const rooms: { room: { value: RoomState } }[] = [];
  let now = NOW;
  function happened(body: EventBody): number {
    const seq = state.head + 1;
    state = apply(state, 'public', { seq, at: now, actor: 'luis', cid: 'c', body });
    for (const one of rooms) one.room.value = state;
    return seq;
  }
  const proposal = () => state.proposals[0];
  function op(command: Command): Promise<{ seq: number }> {
    const step = proposal()?.step.kind;
    const price = proposal()?.price?.minor;
    switch (command.do) {
      case 'accept_proposal':
        if (step === 'accepted' || step === 'added') return Promise.resolve({ seq: state.head });
        if (command.price?.minor !== price) return Promise.reject(new Error('too_late'));
        return Promise.resolve({ seq: happened({ kind: 'proposal_accepted', ...command }) });
      case 'settle_proposal':
        return Promise.resolve({ seq: happened({ kind: 'proposal_settled', ...command }) });
      default:
        return Promise.reject(new Error(command.do));
    }
  }
  function page(tab: string, cart: (line: CartLine) => Promise<ProposalOutcome>) {
    const room = signal(state);
    rooms.push({ room });
    const conversation = { room, op } as unknown as Conversation;
    const added = vi.fn(cart);
    const client = { tab, socket: { roomNow: () => now } };
    const proposals = createProposals(signal(conversation), client, { addToCart: added });
    const accept = () => {
      const one = proposal();
      if (one) proposals.accept(conversation, one, () => undefined);
    };
    return { accept, added, proposals };
  }
  happened({ kind: 'product_shared', product: 'p', card: CARD, pictures: [] });
  happened({
    kind: 'product_proposed',
    proposal: 'q',
    product: 'p',
    variant: null,
    quantity: 2,
    price: euros(4200),
  });
  return {
    page,
    step: () => proposal()?.step,
    price: () => proposal()?.price,
    wait: (ms: number) => {
      now += ms;
    },
  };
}

const inCart = () => Promise.resolve<ProposalOutcome>({ kind: 'added' });

describe('pd3 once', () => {
  test('a double press, and a press in each of two tabs, add once', async () => {
    const { page, step } = world();
    const [one, two] = [page('a', inCart), page('b', inCart)];
    one.accept();
    one.accept();
    two.accept();
    await vi.waitFor(() => expect(step()).toEqual({ kind: 'added' }));
    expect(one.added).toHaveBeenCalledTimes(1);
    expect(two.added).not.toHaveBeenCalled();
    expect(one.added.mock.calls[0]?.[0]).toMatchObject({
      id: '17',
      quantity: 2,
      price: euros(4200),
    });
  });

  test('pd4 another price is asked again, and adds nothing until the visitor agrees', async () => {
    const { page, step, price } = world();
    const answers: ProposalOutcome[] = [
      { kind: 'price_changed', price: euros(4500) },
      { kind: 'added' },
    ];
    const one = page('a', () => Promise.resolve(answers.shift() ?? { kind: 'added' }));
    one.accept();
    await vi.waitFor(() => expect(step()?.kind).toBe('price_changed'));
    expect(price()).toEqual(euros(4500));
    one.accept();
    await vi.waitFor(() => expect(step()?.kind).toBe('added'));
    expect(one.added.mock.calls.map(([line]) => line.price?.minor)).toEqual([4200, 4500]);
  });

  test('sold out meanwhile is said', async () => {
    const { page, step } = world();
    page('a', () => Promise.resolve({ kind: 'sold_out' })).accept();
    await vi.waitFor(() => expect(step()).toEqual({ kind: 'sold_out' }));
  });
});

describe('pd6 interrupted', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('after a reload nobody carries it out again, and it is said', async () => {
    const { page, step, wait } = world();
    page('a', () => new Promise(() => undefined)).accept();
    await vi.advanceTimersByTimeAsync(0);
    expect(step()?.kind).toBe('accepted');
    const reloaded = page('b', inCart);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(step()?.kind).toBe('accepted');
    wait(30_000);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(step()).toEqual({ kind: 'failed', why: 'interrupted' });
    expect(reloaded.added).not.toHaveBeenCalled();
  });
});
