-- Each change is told on the channel `news` by its change_id, in the transaction that stores it. One
-- statement inserts the changes of a whole batch, so the trigger runs once for each batch.
CREATE OR REPLACE FUNCTION newsbot.tell_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_catalog.pg_notify('news', change_id::text) FROM told ORDER BY change_id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION newsbot.tell_changes() IS
    'Sends NOTIFY with the change_id of each row that a statement inserted into newsbot.changes.';
CREATE OR REPLACE TRIGGER tell_changes AFTER INSERT ON newsbot.changes
    REFERENCING NEW TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION newsbot.tell_changes();

-- The URLs of articles that `scrapy articles forget` has removed. Nothing is stored from them again.
CREATE TABLE IF NOT EXISTS newsbot.forgotten_urls (
    url_key bytea CONSTRAINT forgotten_urls_pkey PRIMARY KEY,
    url text NOT NULL,
    article_id bigint,
    forgotten_at timestamptz NOT NULL DEFAULT newsbot.now(),
    -- The site and the source that the URL had in newsbot.frontier. They may be gone by now.
    site_id integer,
    source_id integer
);
INSERT INTO newsbot.url_key_versions (table_name, version) VALUES ('forgotten_urls', 3)
ON CONFLICT DO NOTHING;
-- Whether a crawl has written pages into the file that were then refused, because their article or
-- site is forgotten. They have no rows, so that only this tells that they are to be deleted.
ALTER TABLE newsbot.archive_files ADD COLUMN IF NOT EXISTS has_refused boolean NOT NULL DEFAULT false;

-- news.version_changes finds the changes of a time by an index of the versions that may follow
-- another one. These are all but the first of each article, which are most. The version with the
-- number 1 may follow another one too: the page of an earlier time may be stored later, from an
-- archive. Then this trigger marks it. A version that is marked in vain costs a look-up, no more.
ALTER TABLE newsbot.versions ADD COLUMN IF NOT EXISTS may_follow boolean NOT NULL DEFAULT false;
CREATE OR REPLACE FUNCTION newsbot.mark_following_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE newsbot.versions AS one SET may_follow = true
    WHERE one.article_id = NEW.article_id AND one.number = 1 AND NOT one.may_follow
        AND EXISTS (
            SELECT FROM newsbot.versions AS earlier
            WHERE earlier.article_id = one.article_id AND earlier.fetched_at < one.fetched_at
        );
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION newsbot.mark_following_version() IS
    'Marks version 1 of an article if an earlier text of the article is stored.';
CREATE OR REPLACE TRIGGER mark_after_insert AFTER INSERT ON newsbot.versions
    FOR EACH ROW WHEN (NEW.number > 1) EXECUTE FUNCTION newsbot.mark_following_version();
CREATE OR REPLACE TRIGGER mark_after_update AFTER UPDATE OF article_id, number, fetched_at ON newsbot.versions
    FOR EACH ROW WHEN (
        (NEW.article_id, NEW.number, NEW.fetched_at)
        IS DISTINCT FROM (OLD.article_id, OLD.number, OLD.fetched_at)
    ) EXECUTE FUNCTION newsbot.mark_following_version();
