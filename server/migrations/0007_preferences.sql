-- How somebody of the staff wants the console, as JSON; what is not in it is not chosen yet.
ALTER TABLE agent ADD COLUMN preferences TEXT NOT NULL DEFAULT '{}';
