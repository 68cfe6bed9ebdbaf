/**
 * @file Operations of one conversation on their way: at most 16 without an answer, in order, sent
 * again with the same cid until they are answered (OP1). The promise of each settles once.
 */

import { type ClientId, type Command, type ErrorCode, IN_FLIGHT } from '../wire/generated';
import { Refused } from './refused';

interface Entry {
  readonly cid: ClientId;
  readonly command: Command;
  /** When it was last sent (monotonic); null while it waits its turn. */
  sentAt: number | null;
  /** Not before this time (monotonic). */
  notBefore: number;
  readonly resolve: (answer: { seq: number }) => void;
  readonly reject: (reason: Refused) => void;
}

/** See {@link createOutbox}. */
export interface Outbox {
  /** Resolves when committed; rejects with {@link Refused} when it will never be. */
  op(command: Command, cid: ClientId): Promise<{ seq: number }>;
  /** The topic is ready: send everything that has no answer, from the oldest on. */
  ready(): void;
  /** The topic is not ready any more. */
  lost(): void;
  /** True if the operation was one of ours. */
  ack(cid: ClientId, seq: number): boolean;
  nack(cid: ClientId, code: ErrorCode, retryMs: number | null): boolean;
  /** When the oldest operation without an answer was sent; null without one. */
  unansweredSince(): number | null;
  /** Operations without an answer. */
  size(): number;
}

/** Sends an operation on the open topic. */
export type Transmit = (cid: ClientId, command: Command) => void;

/** A wish of this moment: worth nothing after a break, so it is not sent again. */
function ofTheMoment(command: Command): boolean {
  return command.do === 'take_lead';
}

/** `reopen` is called when the server wants the topic opened anew before it takes operations. */
export function createOutbox(transmit: Transmit, reopen: () => void): Outbox {
  // In order of arrival; a map keeps insertion order.
  const entries = new Map<ClientId, Entry>();
  const now = () => performance.now();
  let open = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush() {
    clearTimeout(timer);
    if (!open) return;
    let inFlight = 0;
    for (const entry of entries.values()) if (entry.sentAt !== null) inFlight += 1;
    for (const entry of entries.values()) {
      if (entry.sentAt !== null) continue;
      if (inFlight >= IN_FLIGHT) return;
      const wait = entry.notBefore - now();
      if (wait > 0) {
        // Those behind it wait with it, so that what one person says stays in order.
        timer = setTimeout(flush, wait);
        return;
      }
      entry.sentAt = now();
      inFlight += 1;
      transmit(entry.cid, entry.command);
    }
  }

  function reject(entry: Entry, code: ErrorCode) {
    entries.delete(entry.cid);
    entry.reject(new Refused(code));
  }

  return {
    op: (command, cid) => {
      if (ofTheMoment(command) && !open) return Promise.reject(new Refused('unavailable'));
      return new Promise((resolve, reject) => {
        entries.set(cid, { cid, command, sentAt: null, notBefore: 0, resolve, reject });
        flush();
      });
    },
    ready: () => {
      open = true;
      for (const entry of entries.values()) entry.sentAt = null;
      flush();
    },
    lost: () => {
      open = false;
      for (const entry of [...entries.values()]) {
        if (ofTheMoment(entry.command)) reject(entry, 'unavailable');
      }
    },
    ack: (cid, seq) => {
      const entry = entries.get(cid);
      if (!entry) return false;
      entries.delete(cid);
      entry.resolve({ seq });
      flush();
      return true;
    },
    nack: (cid, code, retryMs) => {
      const entry = entries.get(cid);
      if (!entry) return false;
      if (code === 'stale_access' || code === 'not_open') {
        entry.sentAt = null;
        reopen();
      } else if (retryMs !== null && !ofTheMoment(entry.command)) {
        entry.sentAt = null;
        entry.notBefore = now() + retryMs;
        flush();
      } else {
        reject(entry, code);
        flush();
      }
      return true;
    },
    unansweredSince: () => {
      if (!open) return null;
      for (const entry of entries.values()) if (entry.sentAt !== null) return entry.sentAt;
      return null;
    },
    size: () => entries.size,
  };
}
