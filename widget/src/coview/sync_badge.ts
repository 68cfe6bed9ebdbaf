/**
 * @file What the badge may claim. "In sync" is said only while every visible other participant
 * has echoed exactly what this stage shows (RG8); everything else is said in other words.
 */

import type { Applied, ParticipantId, Person } from '../wire/generated';
import type { Link } from './port';

/** What the badge says. */
export type Badge =
  /** Nothing is known yet. */
  | { readonly kind: 'quiet' }
  | { readonly kind: 'reconnecting' }
  | { readonly kind: 'alone' }
  | { readonly kind: 'away'; readonly person: Person }
  /** That person looks on their own. */
  | { readonly kind: 'elsewhere'; readonly person: Person }
  /** That person is here, but has no stage open. */
  | { readonly kind: 'closed'; readonly person: Person }
  | { readonly kind: 'moving' }
  | { readonly kind: 'catching_up' }
  | { readonly kind: 'in_sync'; readonly ms: number };

/** What a stage has said it shows. Somebody may have several, one in each tab. */
export interface Echoed {
  readonly from: ParticipantId;
  readonly applied: Applied;
}

/** Everything the badge depends on. */
export interface BadgeFacts {
  readonly link: Link;
  /** Whether there is nothing to compare: an empty stage, or this one looks on its own. */
  readonly apart: boolean;
  readonly others: readonly Person[];
  /** Participants who look on their own. */
  readonly onOwn: ReadonlySet<string>;
  readonly mine: Applied;
  /** One of each tab. */
  readonly echoes: readonly Echoed[];
}

/** A difference shorter than this is the echo on its way, not news. */
export const FLICKER_MS = 400;
/** While something changed this recently, the echo cannot be there: nobody lags behind. */
export const MOVING_MS = 900;
/** Echoes of one stage are at least this far apart. */
export const ECHO_MS = 500;

function sameContent(a: Applied, b: Applied): boolean {
  return a.seq === b.seq && a.fence === b.fence && a.n === b.n;
}

/** What a stage that is put away says last: no event has the seq 0. */
export const CLOSED: Applied = { seq: 0, fence: 0, n: 0, rttMs: 0 };

/** What the facts say, without any memory; `null` stands for "not equal". */
function judge(facts: BadgeFacts): Badge | null {
  if (facts.link === 'reconnecting') return { kind: 'reconnecting' };
  const here = facts.others.filter((person) => person.state === 'online');
  const somebody = facts.others[0];
  if (here.length === 0) return somebody ? { kind: 'away', person: somebody } : { kind: 'alone' };
  if (facts.apart) return { kind: 'quiet' };
  const elsewhere = here.find((person) => facts.onOwn.has(person.id));
  if (elsewhere) return { kind: 'elsewhere', person: elsewhere };
  let slowest = 0;
  for (const person of here) {
    const theirs = facts.echoes.filter(({ from }) => from === person.id);
    const open = theirs.filter(({ applied }) => applied.seq !== CLOSED.seq);
    if (open.length === 0) return { kind: 'closed', person };
    // A tab in the background paints nothing, so of several the one that shows the same counts.
    const same = open.find(({ applied }) => sameContent(applied, facts.mine));
    if (!same) return null;
    slowest = Math.max(slowest, same.applied.rttMs);
  }
  return { kind: 'in_sync', ms: Math.round(facts.mine.rttMs / 2 + slowest / 2) };
}

/** Judges with memory, so that the badge does not flicker at every step. */
export class BadgeJudge {
  #shown: Badge = { kind: 'quiet' };
  #unequalSince: number | null = null;
  #mine: Applied | null = null;
  #changedAt = Number.NEGATIVE_INFINITY;

  /** The badge at `now`, and after how many milliseconds to ask again without other news. */
  at(now: number, facts: BadgeFacts): { badge: Badge; again: number | null } {
    if (!this.#mine || !sameContent(this.#mine, facts.mine)) {
      this.#mine = facts.mine;
      this.#changedAt = now;
    }
    const verdict = judge(facts);
    if (verdict) {
      this.#unequalSince = null;
      this.#shown = verdict;
      return { badge: verdict, again: null };
    }
    this.#unequalSince ??= now;
    const unequal = now - this.#unequalSince;
    if (unequal <= FLICKER_MS) return { badge: this.#shown, again: FLICKER_MS - unequal + 1 };
    const quiet = now - this.#changedAt;
    this.#shown = quiet < MOVING_MS ? { kind: 'moving' } : { kind: 'catching_up' };
    return { badge: this.#shown, again: quiet < MOVING_MS ? MOVING_MS - quiet : null };
  }
}

/** Sends what this stage shows: at once when it changes, then at most twice a second. */
export class Echo {
  readonly #send: (applied: Applied) => void;
  #sent: Applied | null = null;
  #sentAt = Number.NEGATIVE_INFINITY;
  #next: Applied | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(send: (applied: Applied) => void) {
    this.#send = send;
  }

  /** Notes what the stage shows by now. */
  show(applied: Applied, now: number): void {
    if (this.#sent && sameContent(this.#sent, applied)) {
      this.#next = null;
      return;
    }
    this.#next = applied;
    const wait = this.#sentAt + ECHO_MS - now;
    if (wait <= 0) this.#flush(now);
    else this.#timer ??= setTimeout(() => this.#flush(now + wait), wait);
  }

  /** Sends it once more: somebody came who has not heard it, or the connection is new. */
  repeat(now: number): void {
    const last = this.#next ?? this.#sent;
    this.#sent = null;
    if (last) this.show(last, now);
  }

  /** The stage is put away. */
  close(): void {
    this.dispose();
    if (this.#sent) this.#send(CLOSED);
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #flush(now: number): void {
    this.dispose();
    if (!this.#next) return;
    this.#sent = this.#next;
    this.#sentAt = now;
    this.#next = null;
    this.#send(this.#sent);
  }
}
