-- Staff who sign in, links that work once, visitors whom the shop knows, and the audit log.

ALTER TABLE account ADD COLUMN audit_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN audit_hash BLOB;

-- `password` is an argon2id string; without one nobody can sign in. Agents of before were made
-- by the demo's seed and have the shop to themselves.
ALTER TABLE agent ADD COLUMN email TEXT;
ALTER TABLE agent ADD COLUMN password TEXT;
ALTER TABLE agent ADD COLUMN role TEXT NOT NULL DEFAULT 'agent';
ALTER TABLE agent ADD COLUMN active BIGINT NOT NULL DEFAULT 1;
ALTER TABLE agent ADD COLUMN created_at BIGINT NOT NULL DEFAULT 0;
UPDATE agent SET role = 'administrator';
CREATE UNIQUE INDEX agent_email ON agent (account_id, email);
CREATE INDEX agent_sign_in ON agent (email, account_id);

-- Sessions of before end: they have no name by which one could be revoked.
DROP TABLE agent_session;
CREATE TABLE agent_session (
    account_id UUID NOT NULL,
    id UUID NOT NULL,
    agent_id UUID NOT NULL,
    cookie_hash BLOB NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    idle_until BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    device TEXT NOT NULL,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, agent_id) REFERENCES agent (account_id, id) ON DELETE CASCADE
);
CREATE INDEX agent_session_agent ON agent_session (account_id, agent_id, created_at);

-- The set-up link belongs to no account yet, so both ids may be missing.
CREATE TABLE one_time_link (
    secret_hash BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    account_id UUID,
    agent_id UUID,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    FOREIGN KEY (account_id, agent_id) REFERENCES agent (account_id, id) ON DELETE CASCADE,
    CHECK ((kind = 'setup') = (agent_id IS NULL)),
    CHECK ((account_id IS NULL) = (agent_id IS NULL))
);
CREATE INDEX one_time_link_agent ON one_time_link (account_id, agent_id);

-- A visitor has one token for each browser. `valid_until` is set when the token was replaced or
-- is bound to end. `visitor.token_hash` keeps the first one only because it was there before.
CREATE TABLE visitor_token (
    token_hash BLOB NOT NULL PRIMARY KEY,
    account_id UUID NOT NULL,
    visitor_id UUID NOT NULL,
    valid_until BIGINT,
    FOREIGN KEY (account_id, visitor_id) REFERENCES visitor (account_id, id) ON DELETE CASCADE
);
CREATE INDEX visitor_token_visitor ON visitor_token (account_id, visitor_id);
INSERT INTO visitor_token (token_hash, account_id, visitor_id)
    SELECT token_hash, account_id, id FROM visitor;

-- `external_id` is the shop's own name for the person, set only from its signature. A name or
-- e-mail address that was signed is not overwritten by what the visitor tells.
ALTER TABLE visitor ADD COLUMN email TEXT;
ALTER TABLE visitor ADD COLUMN external_id TEXT;
ALTER TABLE visitor ADD COLUMN name_signed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE visitor ADD COLUMN email_signed BIGINT NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX visitor_external ON visitor (account_id, inbox_id, external_id);

-- `material` is the sealed secret of HS256 or the public key of EdDSA.
CREATE TABLE identity_key (
    account_id UUID NOT NULL,
    inbox_id UUID NOT NULL,
    id UUID NOT NULL,
    algorithm TEXT NOT NULL,
    material BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, inbox_id, id),
    FOREIGN KEY (account_id, inbox_id) REFERENCES inbox (account_id, id) ON DELETE CASCADE
);

CREATE TABLE identity_jti (
    account_id UUID NOT NULL,
    inbox_id UUID NOT NULL,
    jti_hash BLOB NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (account_id, inbox_id, jti_hash),
    FOREIGN KEY (account_id, inbox_id) REFERENCES inbox (account_id, id) ON DELETE CASCADE
);
CREATE INDEX identity_jti_expiry ON identity_jti (expires_at);

-- Each row's hash covers its own columns and the hash before; the account keeps the last one, so
-- that a missing end shows as well. No foreign keys to people: what was done outlives who did it.
CREATE TABLE audit_entry (
    account_id UUID NOT NULL REFERENCES account (id),
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor UUID,
    action TEXT NOT NULL,
    target UUID,
    detail TEXT NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (account_id, seq)
);
