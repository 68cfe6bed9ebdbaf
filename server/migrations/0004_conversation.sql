-- Conversations are answered by somebody and end. `status` is 0 for open and 1 for resolved;
-- `recent_messages` is a JSON array of the seqs of the visitor's newest messages, at most 100, from
-- which each reader's unread ones are counted. All of it is folded from the log like the rest.
ALTER TABLE conversation ADD COLUMN status BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN assignee UUID;
ALTER TABLE conversation ADD COLUMN picture UUID;
ALTER TABLE conversation ADD COLUMN last_line_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN recent_messages TEXT NOT NULL DEFAULT '[]';

DROP INDEX conversation_active;
CREATE INDEX conversation_view ON conversation (account_id, status, active_at DESC, id DESC);

-- Pages of history hold all kinds that the thread shows.
DROP INDEX event_message;
CREATE INDEX event_thread ON event (account_id, conversation_id, stream, seq)
    WHERE kind IN ('message_sent', 'note_added', 'item_added', 'assigned', 'resolved', 'reopened', 'erased');

-- How far somebody has got a conversation and read it. Positions only grow.
CREATE TABLE receipt (
    account_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    participant_id UUID NOT NULL,
    delivered BIGINT NOT NULL,
    read_to BIGINT NOT NULL,
    PRIMARY KEY (account_id, conversation_id, participant_id),
    FOREIGN KEY (account_id, conversation_id) REFERENCES conversation (account_id, id) ON DELETE CASCADE
);

CREATE INDEX receipt_reader ON receipt (account_id, participant_id);
