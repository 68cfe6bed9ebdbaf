/** @file A row of the list of conversations, for tests. */

import type { ListRow } from '../wire/generated';

/** One row, from what a test is about. */
export const row = (conversation: string, fields: Partial<ListRow> = {}): ListRow => ({
  conversation,
  rev: 1,
  visitor: `visitor-${conversation}`,
  name: null,
  started: true,
  lastLine: null,
  activeAt: 1,
  waitingSince: null,
  unanswered: 0,
  unread: 0,
  status: 'open',
  assignee: null,
  picture: null,
  here: true,
  page: null,
  ...fields,
});
