-- What a feed says of an article waits here until the article is stored.
ALTER TABLE newsbot.frontier
    ADD COLUMN authors text[],
    ADD COLUMN summary text;
ALTER TABLE newsbot.versions ADD COLUMN from_feed text[] NOT NULL DEFAULT '{}';
