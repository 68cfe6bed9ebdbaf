-- Uploaded pictures: a preview first, the sharp picture later, under one id.
--
-- The blobs of a picture are named by random bits and no longer by a hash of what they show, so
-- that no two new pictures share them and deleting one takes nothing from another.
ALTER TABLE media RENAME COLUMN hash TO blob_name;
ALTER TABLE media ADD COLUMN ready BIGINT NOT NULL DEFAULT 1;
ALTER TABLE media ADD COLUMN problem TEXT;

CREATE INDEX media_blob ON media (blob_name);
CREATE INDEX media_conversation ON media (account_id, conversation_id)
    WHERE conversation_id IS NOT NULL;
