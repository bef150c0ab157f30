ALTER TABLE newsbot.versions DROP COLUMN from_feed;
ALTER TABLE newsbot.frontier
    DROP COLUMN authors,
    DROP COLUMN summary;
