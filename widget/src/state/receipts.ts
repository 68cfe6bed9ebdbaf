/**
 * @file How far the other side has got a conversation, and telling it how far this side has. Of
 * both positions only the largest counts (RC1); one frame a second is enough.
 */

import type { ParticipantId, ReceiptOf } from '../wire/generated';

/** How far one side has got. */
export interface Reach {
  /** Seq of the newest event on one of its devices. */
  readonly delivered: number;
  /** Seq of the newest message that was on a visible screen. */
  readonly read: number;
}

export const NOWHERE: Reach = { delivered: 0, read: 0 };

/** What became of an own message. */
export type Fate = 'sent' | 'delivered' | 'read';

/** How far the other side has got: whoever of it is furthest. What was read has arrived. */
export function reachOf(
  receipts: readonly ReceiptOf[],
  other: (participant: ParticipantId) => boolean,
): Reach {
  let { delivered, read } = NOWHERE;
  for (const one of receipts) {
    if (!other(one.participant)) continue;
    read = Math.max(read, one.read);
    delivered = Math.max(delivered, one.delivered, one.read);
  }
  return { delivered, read };
}

/** What became of the message at this place. */
export function fateOf(seq: number, reach: Reach): Fate {
  if (seq <= reach.read) return 'read';
  return seq <= reach.delivered ? 'delivered' : 'sent';
}

/** Receipts leave at most this often. */
export const RECEIPT_EVERY_MS = 1_000;

/** See {@link createReceipts}. */
export interface Receipts {
  delivered(seq: number): void;
  read(seq: number): void;
  /** The topic is ready: what the server may have missed is said again. */
  ready(): void;
  /** Says at once what waits for its turn. */
  flush(): void;
  lost(): void;
  close(): void;
}

/** Tells how far this side has got; `send` is false while it cannot. */
export function createReceipts(send: (reach: Reach) => boolean): Receipts {
  let reach = NOWHERE;
  let told: Reach | null = null;
  let open = false;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function tell() {
    if (!open || timer !== null || reach.delivered === 0) return;
    if (told?.delivered === reach.delivered && told.read === reach.read) return;
    if (!send(reach)) return;
    told = reach;
    timer = setTimeout(() => {
      timer = null;
      tell();
    }, RECEIPT_EVERY_MS);
  }

  function rest() {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  function grow(delivered: number, read: number) {
    if (delivered <= reach.delivered && read <= reach.read) return;
    reach = {
      delivered: Math.max(delivered, reach.delivered),
      read: Math.max(read, reach.read),
    };
    tell();
  }

  return {
    delivered: (seq) => grow(seq, 0),
    read: (seq) => grow(seq, seq),
    ready: () => {
      open = true;
      told = null;
      tell();
    },
    flush: () => {
      rest();
      tell();
    },
    lost: () => {
      open = false;
    },
    close: () => {
      open = false;
      rest();
    },
  };
}
