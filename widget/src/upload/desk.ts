/**
 * @file The files somebody has chosen, one after the other in front, until each is shown or left
 * out. Choosing sends nothing: only `show` hands a picture on.
 */

import { type ReadonlySignal, signal } from '@preact/signals';
import { codeOf } from '../net/refused';
import type { Prepared } from '../state/uploads';
import type { ErrorCode } from '../wire/generated';
import type { Cover } from './cover';
import type { Opened, prepare } from './prepare';

/** What is in front. */
export type Front =
  | { readonly kind: 'opening'; readonly file: File }
  /** Sent as it is, or only smaller. */
  | { readonly kind: 'ready'; readonly opened: Opened; readonly heavy: boolean }
  | { readonly kind: 'refused'; readonly file: File; readonly code: ErrorCode };

/** See {@link createDesk}. */
export interface Desk {
  /** Null while nothing was chosen. */
  readonly front: ReadonlySignal<Front | null>;
  /** Which of how many is in front. */
  readonly place: ReadonlySignal<{ readonly at: number; readonly all: number }>;
  readonly covers: ReadonlySignal<readonly Cover[]>;
  readonly busy: ReadonlySignal<boolean>;
  /** Somebody has chosen files, dropped or pasted them. */
  offer(files: readonly File[]): void;
  cover(covers: readonly Cover[]): void;
  /** Hands the picture in front on; `smaller` when it is too large as it is. */
  show(smaller?: boolean): Promise<void>;
  /** Hands this one and all that follow on; those that cannot be opened stay. */
  showAll(): Promise<void>;
  /** Leaves the one in front out. */
  skip(): void;
  /** Leaves all out. */
  cancel(): void;
}

/** What a desk needs. */
export interface DeskOptions {
  readonly hand: (picture: Prepared) => void;
  readonly open: (file: File) => Promise<Opened>;
  readonly make: typeof prepare;
}

/** Makes one. */
export function createDesk({ hand, open, make }: DeskOptions): Desk {
  const front = signal<Front | null>(null);
  const place = signal({ at: 0, all: 0 });
  const covers = signal<readonly Cover[]>([]);
  const busy = signal(false);
  let files: File[] = [];
  /** Grows when another file comes to the front, so that a late answer is passed over. */
  let turn = 0;
  /** The first goes onto the stage; the others wait on the strip. */
  let first = true;

  async function bring(): Promise<void> {
    turn += 1;
    const mine = turn;
    const [file] = files;
    covers.value = [];
    if (!file) {
      front.value = null;
      place.value = { at: 0, all: 0 };
      first = true;
      return;
    }
    front.value = { kind: 'opening', file };
    try {
      const opened = await open(file);
      if (mine === turn) front.value = { kind: 'ready', opened, heavy: opened.heavy };
      else opened.bitmap.close();
    } catch (error) {
      if (mine === turn) front.value = { kind: 'refused', file, code: codeOf(error) };
    }
  }

  function forward(): Promise<void> {
    const before = front.peek();
    if (before?.kind === 'ready') before.opened.bitmap.close();
    files = files.slice(1);
    place.value = { ...place.peek(), at: place.peek().at + 1 };
    return bring();
  }

  async function show(smaller: boolean): Promise<boolean> {
    const before = front.peek();
    if (before?.kind !== 'ready' || busy.peek()) return false;
    busy.value = true;
    try {
      hand(await make(before.opened, covers.peek(), first, smaller));
      first = false;
    } catch (error) {
      const code = codeOf(error);
      // Covers stay as they are while somebody decides.
      if (code === 'too_big' && !smaller) front.value = { ...before, heavy: true };
      else front.value = { kind: 'refused', file: before.opened.file, code };
      return false;
    } finally {
      busy.value = false;
    }
    await forward();
    return true;
  }

  return {
    front,
    place,
    covers,
    busy,
    offer: (chosen) => {
      if (chosen.length === 0) return;
      const idle = files.length === 0;
      files = [...files, ...chosen];
      const { at, all } = place.peek();
      place.value = idle ? { at: 1, all: files.length } : { at, all: all + chosen.length };
      if (idle) void bring();
    },
    cover: (next) => {
      covers.value = next;
    },
    show: async (smaller = false) => {
      await show(smaller);
    },
    showAll: async () => {
      while (await show(false));
    },
    skip: () => void forward(),
    cancel: () => {
      const before = front.peek();
      if (before?.kind === 'ready') before.opened.bitmap.close();
      files = [];
      void bring();
    },
  };
}
