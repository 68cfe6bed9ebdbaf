-- The catalogue of a shop: one for each account, filled from a feed.
--
-- `due_at` is when the feed is fetched next, `lease_until` is set while a process imports.
-- `generation` is that of the index in use, `products` how many it holds and `hosts` those of their
-- pictures; `last_import` tells what became of the last import. Lists and reports are JSON.
CREATE TABLE catalog (
    account_id UUID NOT NULL PRIMARY KEY REFERENCES account (id),
    url TEXT,
    every_minutes BIGINT NOT NULL DEFAULT 0,
    languages TEXT NOT NULL DEFAULT '[]',
    etag TEXT,
    last_modified TEXT,
    due_at BIGINT,
    lease_until BIGINT,
    generation BIGINT NOT NULL DEFAULT 0,
    products BIGINT NOT NULL DEFAULT 0,
    hosts TEXT NOT NULL DEFAULT '[]',
    last_import TEXT
);
CREATE INDEX catalog_due ON catalog (due_at) WHERE due_at IS NOT NULL;

-- An item of the feed under the shop's own id; `unit` is the product whose variant it is, or itself.
-- `body` is the item as JSON, `digest` tells whether it has changed. The columns between them are
-- those by which similar products are found.
CREATE TABLE product (
    account_id UUID NOT NULL REFERENCES account (id),
    id TEXT NOT NULL,
    unit TEXT NOT NULL,
    category TEXT,
    currency TEXT NOT NULL,
    price_minor BIGINT NOT NULL,
    can_be_had BIGINT NOT NULL,
    digest BIGINT NOT NULL,
    body TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX product_unit ON product (account_id, unit, id);
CREATE INDEX product_similar ON product (account_id, category, currency, price_minor)
    WHERE category IS NOT NULL AND can_be_had = 1 AND deleted_at IS NULL;
CREATE INDEX product_deleted ON product (account_id, deleted_at) WHERE deleted_at IS NOT NULL;

-- The index: which products have a word, as a packed list for each word. Words are bytes, so that
-- both databases put them in one order.
CREATE TABLE catalog_word (
    account_id UUID NOT NULL REFERENCES account (id),
    generation BIGINT NOT NULL,
    word BLOB NOT NULL,
    products BLOB NOT NULL,
    PRIMARY KEY (account_id, generation, word)
);
