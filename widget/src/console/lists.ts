/** @file The lists of conversations: open ones always, ended ones while somebody looks at them. */

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Client } from '../net/client';
import type { StaffDoors } from '../net/staff';
import type { Topic } from '../net/topics';
import { type Asking, createAsking } from '../state/asking';
import { agrees, applyRows, type List, ordered } from '../state/rows';
import {
  type ConversationId,
  LIST_ROWS,
  type ListCounts,
  type ListRow,
  type ListView,
} from '../wire/generated';

const NO_COUNTS: ListCounts = { mine: 0, unassigned: 0, all: 0 };

/** See {@link createLists}. */
export interface Lists {
  readonly view: ReadonlySignal<ListView>;
  /** What the view shows, sorted; null before the first answer. */
  readonly rows: ReadonlySignal<readonly ListRow[] | null>;
  /** Visitors with the panel open who have said nothing yet. */
  readonly quiet: ReadonlySignal<readonly ListRow[]>;
  /** Every open conversation. */
  readonly open: ReadonlySignal<List>;
  /** Whether the open ones have come. */
  readonly listed: ReadonlySignal<boolean>;
  readonly counts: ReadonlySignal<ListCounts | null>;
  /** The newest row of a conversation, also when it has left its list. */
  rowOf(id: ConversationId): ListRow | undefined;
  show(view: ListView): void;
  /** Whether there are ended conversations beyond those that are shown. */
  readonly more: ReadonlySignal<boolean>;
  /** How far the question for older ones is. */
  readonly paging: ReadonlySignal<Asking>;
  /** Asks for older ones. */
  older(): void;
}

/** Opens the list of open conversations; `me` says whose are one's own. */
export function createLists(
  client: Pick<Client, 'list'>,
  doors: Pick<StaffDoors, 'endedBefore'>,
  me: ReadonlySignal<string | null>,
): Lists {
  const view = signal<ListView>('all');
  const open = signal<List>(new Map());
  const ended = signal<List | null>(null);
  const listed = signal(false);
  const counts = signal<ListCounts | null>(null);
  const known = signal<List>(new Map());
  const more = signal(false);
  const asked = createAsking();
  let topic: Topic | null = null;

  client.list('all', {
    rows: (rows) => {
      known.value = new Map([...known.peek(), ...open.peek()]);
      open.value = applyRows(open.peek(), rows);
      counts.value = rows.counts;
      listed.value = true;
    },
    digest: (digest) => agrees(open.peek(), digest),
  });

  function show(next: ListView) {
    view.value = next;
    if (next !== 'resolved') {
      topic?.close();
      topic = null;
      return;
    }
    topic ??= client.list('resolved', {
      rows: (rows) => {
        ended.value = applyRows(ended.peek() ?? new Map(), rows);
        // A full list may have left some out.
        if (rows.reset) more.value = rows.rows.length >= LIST_ROWS;
      },
      digest: (digest) => agrees(ended.peek() ?? new Map(), digest),
    });
  }

  function older() {
    const before = ended.peek();
    const last = before && ordered(before).at(-1);
    if (!last) return;
    asked.run(
      () => doors.endedBefore(last),
      (page) => {
        more.value = page.more;
        const { rows } = page;
        const told = { sub: 0, reset: false, gone: [], counts: NO_COUNTS };
        // What is told live meanwhile is newer than a page.
        ended.value = applyRows(ended.peek() ?? new Map(), { ...told, rows });
      },
    );
  }

  function shows(row: ListRow): boolean {
    switch (view.value) {
      case 'mine':
        return row.assignee !== null && row.assignee === me.value;
      case 'unassigned':
        return row.assignee === null;
      case 'all':
      case 'resolved':
        return true;
    }
  }

  return {
    view,
    open,
    listed,
    counts,
    rows: computed(() => {
      const list = view.value === 'resolved' ? ended.value : listed.value ? open.value : null;
      return list && ordered(list).filter((row) => row.started && shows(row));
    }),
    quiet: computed(() => ordered(open.value).filter((row) => !row.started && row.here)),
    rowOf: (id) => open.value.get(id) ?? ended.value?.get(id) ?? known.value.get(id),
    show,
    more: computed(() => view.value === 'resolved' && more.value),
    paging: asked.state,
    older,
  };
}
