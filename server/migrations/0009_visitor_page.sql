-- The page of the shop on which a visitor last told an address, as the panel named it: whoever comes
-- from a mail finds the way back to it. Empty as long as there is no address.
ALTER TABLE visitor ADD COLUMN page TEXT;
