-- Links that take another device of a visitor in, once: the phone that takes photos for a
-- conversation, and the device on which the visitor carries on.
--
-- `token_hash` is what the device came away with. A camera is known by it until `token_until`; of a
-- device that carries on it names the row of `visitor_token`, so that it can be ended.
CREATE TABLE device_link (
    account_id UUID NOT NULL,
    id UUID NOT NULL,
    visitor_id UUID NOT NULL,
    conversation_id UUID NOT NULL,
    purpose TEXT NOT NULL,
    secret_hash BLOB NOT NULL UNIQUE,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    device TEXT NOT NULL DEFAULT '',
    token_hash BLOB UNIQUE,
    token_until BIGINT,
    ended_at BIGINT,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, visitor_id) REFERENCES visitor (account_id, id) ON DELETE CASCADE
);
CREATE INDEX device_link_visitor ON device_link (account_id, visitor_id);

-- Saved answers. `holder_id` is the agent whose it is, or the account itself for one of all, so
-- that one name stands once for each. `visuals` holds the pictures with view and marks as JSON;
-- their files are rows of `media` that belong to no conversation. `deleted_at` is set for a day, so
-- that a deletion can be taken back.
CREATE TABLE canned (
    account_id UUID NOT NULL REFERENCES account (id),
    id UUID NOT NULL,
    holder_id UUID NOT NULL,
    name TEXT NOT NULL,
    bodies TEXT NOT NULL,
    language TEXT NOT NULL,
    visuals TEXT NOT NULL,
    uses BIGINT NOT NULL DEFAULT 0,
    changed_at BIGINT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX canned_name ON canned (account_id, holder_id, name) WHERE deleted_at IS NULL;
