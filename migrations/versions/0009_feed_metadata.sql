-- `authors` and `summary`: what a feed states about the article. They are kept in this table only
-- until the article is stored.
ALTER TABLE newsbot.frontier
    ADD COLUMN authors text[],
    ADD COLUMN summary text;
ALTER TABLE newsbot.versions ADD COLUMN from_feed text[] NOT NULL DEFAULT '{}';
