-- Answers that go out by e-mail. One row for each conversation whose visitor has told an address
-- and was answered; it stays as long as the conversation, because it knows what was mailed already
-- and when the next mail may go out. It holds no address: that is read when the mail is written.
--
-- `answer_seq` is the newest answer and `sent_seq` the newest one that was mailed. `due_at` is empty
-- while there is nothing to send, `lease_until` is set while a process sends. `still` is the picture
-- of the stage that goes with it and `still_item` what it shows. `address_hash` and `sent_at` bound
-- how often one address is written to, whoever gave it.
ALTER TABLE visitor ADD COLUMN language TEXT;

CREATE TABLE outbox (
    account_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    visitor_id UUID NOT NULL,
    answer_seq BIGINT NOT NULL,
    sent_seq BIGINT NOT NULL DEFAULT 0,
    begun_at BIGINT NOT NULL,
    due_at BIGINT,
    not_before BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    lease_until BIGINT,
    failed_at BIGINT,
    still UUID,
    still_item UUID,
    address_hash BLOB,
    sent_at BIGINT,
    PRIMARY KEY (account_id, conversation_id),
    FOREIGN KEY (account_id, conversation_id) REFERENCES conversation (account_id, id) ON DELETE CASCADE,
    FOREIGN KEY (account_id, visitor_id) REFERENCES visitor (account_id, id) ON DELETE CASCADE
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX outbox_address ON outbox (account_id, address_hash, sent_at) WHERE address_hash IS NOT NULL;
CREATE INDEX outbox_visitor ON outbox (account_id, visitor_id);

-- Links in these mails: each gives one browser a token of the visitor, once.
CREATE TABLE visitor_link (
    secret_hash BLOB NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL,
    visitor_id UUID NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    FOREIGN KEY (account_id, visitor_id) REFERENCES visitor (account_id, id) ON DELETE CASCADE
);
CREATE INDEX visitor_link_visitor ON visitor_link (account_id, visitor_id);
