-- Where people looked, for replay: one row for five seconds of one person in which the view moved.
-- `samples` is coded by `shared/src/trace.rs`. `run_at` is a multiple of five seconds.
CREATE TABLE view_trace (
    account_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    run_at BIGINT NOT NULL,
    participant_id UUID NOT NULL,
    samples BLOB NOT NULL,
    PRIMARY KEY (account_id, conversation_id, run_at, participant_id),
    FOREIGN KEY (account_id, conversation_id) REFERENCES conversation (account_id, id) ON DELETE CASCADE
);
CREATE INDEX view_trace_age ON view_trace (account_id, run_at);
