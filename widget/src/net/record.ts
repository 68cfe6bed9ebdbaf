/** @file What was said and done in a conversation, and where people looked, page by page. */

import type {
  ConversationId,
  ConversationLog,
  Stream,
  ViewsAfter,
  ViewTrace,
} from '../wire/generated';
import type { Api } from './api';
import { readConversationLog, readViewTrace } from './frame';

/** Both reject with `Refused`. */
export interface RecordDoors {
  /** Events of a stream above `after`. */
  events(id: ConversationId, stream: Stream, after: number): Promise<ConversationLog>;
  /** Views of later runs than `after`; for staff. */
  views(id: ConversationId, after: ViewsAfter | null): Promise<ViewTrace>;
}

/** The doors behind `api`. */
export function recordDoors(api: Api): RecordDoors {
  const of = (id: ConversationId, what: string, query: Record<string, string>) =>
    `/v1/conversations/${encodeURIComponent(id)}/${what}?${new URLSearchParams(query)}`;
  return {
    events: (id, stream, after) =>
      api.get(of(id, 'events', { stream, after: String(after) }), readConversationLog),
    views: (id, after) =>
      api.get(
        of(id, 'views', after === null ? {} : { at: String(after.at), who: after.who }),
        readViewTrace,
      ),
  };
}
