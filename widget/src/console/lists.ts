/** @file The lists of conversations: open ones always, ended ones while somebody looks at them. */

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Client } from '../net/client';
import type { Topic } from '../net/topics';
import { applyRows, type List, ordered } from '../state/rows';
import type { ConversationId, ListCounts, ListRow, ListView } from '../wire/generated';

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
}

/** Opens the list of open conversations; `me` says whose are one's own. */
export function createLists(
  client: Pick<Client, 'list'>,
  me: ReadonlySignal<string | null>,
): Lists {
  const view = signal<ListView>('all');
  const open = signal<List>(new Map());
  const ended = signal<List | null>(null);
  const listed = signal(false);
  const counts = signal<ListCounts | null>(null);
  const known = signal<List>(new Map());
  let topic: Topic | null = null;

  client.list('all', {
    rows: (rows) => {
      known.value = new Map([...known.peek(), ...open.peek()]);
      open.value = applyRows(open.peek(), rows);
      counts.value = rows.counts;
      listed.value = true;
    },
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
      },
    });
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
  };
}
