-- One text for both databases. SQLite reads UUID as BLOB, BIGINT as INTEGER and makes each table
-- STRICT; PostgreSQL reads BLOB as BYTEA. Never edited once released: a change is a new file.
--
-- `account_id` is in every row and every key, and foreign keys carry it, so that no row can
-- refer to another tenant's. Times are unix milliseconds set by the application. JSON is TEXT:
-- SQL never looks into it, and what was stored reads back to the letter.

CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE account (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE inbox (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    public_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    origins TEXT NOT NULL,
    PRIMARY KEY (account_id, id)
);

CREATE TABLE agent (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (account_id, id)
);

CREATE TABLE agent_session (
    account_id UUID NOT NULL,
    agent_id UUID NOT NULL,
    cookie_hash BLOB NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL,
    FOREIGN KEY (account_id, agent_id) REFERENCES agent (account_id, id) ON DELETE CASCADE
);

CREATE INDEX agent_session_agent ON agent_session (account_id, agent_id);

CREATE TABLE visitor (
    account_id UUID NOT NULL,
    id UUID NOT NULL,
    inbox_id UUID NOT NULL,
    token_hash BLOB NOT NULL UNIQUE,
    name TEXT,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, inbox_id) REFERENCES inbox (account_id, id)
);

CREATE INDEX visitor_inbox ON visitor (account_id, inbox_id);

-- A projection of `event`, written in the same transaction. `created_at` is the time of the first
-- event and `latest_at` that of the newest one of either stream.
CREATE TABLE conversation (
    account_id UUID NOT NULL,
    id UUID NOT NULL,
    visitor_id UUID NOT NULL,
    inbox_id UUID NOT NULL,
    acl_epoch BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    public_seq BIGINT NOT NULL,
    staff_seq BIGINT NOT NULL,
    last_line_author UUID,
    last_line_text TEXT,
    active_at BIGINT NOT NULL,
    latest_at BIGINT NOT NULL,
    waiting_since BIGINT,
    unanswered BIGINT NOT NULL,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, visitor_id) REFERENCES visitor (account_id, id),
    FOREIGN KEY (account_id, inbox_id) REFERENCES inbox (account_id, id),
    CHECK ((last_line_author IS NULL) = (last_line_text IS NULL))
);

CREATE INDEX conversation_active ON conversation (account_id, active_at DESC, id DESC);
CREATE INDEX conversation_visitor ON conversation (account_id, visitor_id, created_at DESC, id DESC);
CREATE INDEX conversation_inbox ON conversation (account_id, inbox_id);

-- The log. `stream` is 0 for public and 1 for staff. The events of one operation share its `cid`
-- and are numbered by `ordinal` from 0; together with the actor that is the key of permanent
-- de-duplication. `cid` stands before `actor` because a look-up names many cids at once.
CREATE TABLE event (
    account_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    stream BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor UUID NOT NULL,
    cid UUID NOT NULL,
    ordinal BIGINT NOT NULL,
    kind TEXT NOT NULL,
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (account_id, conversation_id, stream, seq),
    CONSTRAINT event_once UNIQUE (account_id, conversation_id, cid, actor, ordinal),
    FOREIGN KEY (account_id, conversation_id) REFERENCES conversation (account_id, id) ON DELETE CASCADE,
    CHECK (stream IN (0, 1)),
    CHECK (seq >= 1)
);

-- Pages of history. Each kind lives in one stream only, so the one condition serves both.
CREATE INDEX event_message ON event (account_id, conversation_id, stream, seq)
    WHERE kind IN ('message_sent', 'note_added');

-- The folded state at some place of the log, one for each version of the rules.
CREATE TABLE room_snapshot (
    account_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    rules_version BIGINT NOT NULL,
    public_seq BIGINT NOT NULL,
    staff_seq BIGINT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (account_id, conversation_id, rules_version),
    FOREIGN KEY (account_id, conversation_id) REFERENCES conversation (account_id, id) ON DELETE CASCADE
);

CREATE TABLE room_register (
    account_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (account_id, conversation_id, name),
    FOREIGN KEY (account_id, conversation_id) REFERENCES conversation (account_id, id) ON DELETE CASCADE
);

-- `conversation_id` has no foreign key: a picture is fetched before the first operation that
-- shows it creates the conversation.
CREATE TABLE media (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    conversation_id UUID,
    hash BLOB NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    shelf_place BIGINT,
    PRIMARY KEY (account_id, id),
    CONSTRAINT media_source UNIQUE (account_id, source)
);

CREATE INDEX media_shelf ON media (account_id, shelf_place, id) WHERE shelf_place IS NOT NULL;
