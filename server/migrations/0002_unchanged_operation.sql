-- Operations that were granted and changed nothing leave no event. They are remembered here, in the
-- transaction that granted them, so that a repeat is answered with the seq of the first time and
-- not decided anew against what others did since. `cid` stands before `actor` as in `event`.
CREATE TABLE unchanged_operation (
    account_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    cid UUID NOT NULL,
    actor UUID NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (account_id, conversation_id, cid, actor),
    FOREIGN KEY (account_id, conversation_id) REFERENCES conversation (account_id, id) ON DELETE CASCADE
);
