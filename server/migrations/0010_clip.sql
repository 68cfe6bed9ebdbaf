-- Films: how long one is, and of which type once its bytes are there. Empty for pictures.
ALTER TABLE media ADD COLUMN clip_ms BIGINT;
ALTER TABLE media ADD COLUMN clip_type TEXT;
