-- Readers ask for the articles of a site, of a day, most copied, newest first. For that an index has
-- to hold the site beside the time of publication, which is a column of `versions`, and the number of
-- copies. So `articles` keeps all three, and `site_days` the medians that its view shows. Triggers
-- keep them in step, and not newsbot's code: release 0.2.0 knows nothing of them, and may go on
-- crawling.
ALTER TABLE newsbot.articles
    ADD COLUMN IF NOT EXISTS site_key text,
    ADD COLUMN IF NOT EXISTS published_at timestamptz,
    ADD COLUMN IF NOT EXISTS copy_count bigint NOT NULL DEFAULT 0;

-- 1. The key of the site. The lock keeps the key from being changed until the article is visible to
--    the transaction that changes it. The foreign key takes the same lock a moment later anyway.
CREATE OR REPLACE FUNCTION newsbot.keep_site_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT key INTO NEW.site_key FROM newsbot.sites WHERE id = NEW.site_id FOR KEY SHARE;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION newsbot.keep_site_key() IS
    'Keeps articles.site_key: the key of the site that articles.site_id names.';
CREATE OR REPLACE TRIGGER articles_site_key
    BEFORE INSERT OR UPDATE OF site_id ON newsbot.articles
    FOR EACH ROW EXECUTE FUNCTION newsbot.keep_site_key();

CREATE OR REPLACE FUNCTION newsbot.rename_site() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE newsbot.articles SET site_key = NEW.key WHERE site_id = NEW.id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION newsbot.rename_site() IS
    'Keeps articles.site_key when the key of a site changes.';
CREATE OR REPLACE TRIGGER sites_key
    AFTER UPDATE OF key ON newsbot.sites
    FOR EACH ROW WHEN (OLD.key <> NEW.key) EXECUTE FUNCTION newsbot.rename_site();

-- 2. The time of publication, as the current version has it. A row trigger with a list of columns
--    costs nothing when a page is looked at again and only `seen_until` changes.
CREATE OR REPLACE FUNCTION newsbot.keep_published_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE newsbot.articles SET published_at = NEW.published_at
    WHERE id = NEW.article_id AND published_at IS DISTINCT FROM NEW.published_at;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION newsbot.keep_published_at() IS
    'Keeps articles.published_at: that of the article''s current version.';
CREATE OR REPLACE TRIGGER versions_new_published_at
    AFTER INSERT ON newsbot.versions
    FOR EACH ROW WHEN (NEW.is_current) EXECUTE FUNCTION newsbot.keep_published_at();
CREATE OR REPLACE TRIGGER versions_published_at
    AFTER UPDATE OF is_current, published_at, article_id ON newsbot.versions
    FOR EACH ROW WHEN (
        NEW.is_current AND (
            NOT OLD.is_current
            OR NEW.published_at IS DISTINCT FROM OLD.published_at
            OR NEW.article_id <> OLD.article_id
        )
    ) EXECUTE FUNCTION newsbot.keep_published_at();

-- 3. The number of copies. Groups of copies change as a whole: when an article takes over a group of
--    a thousand, a trigger on each row would update the two originals a thousand times each, and each
--    of these updates would step over all former ones. A trigger on the statement updates them once.
--    The updates that it makes itself do not fire it.
CREATE OR REPLACE FUNCTION newsbot.count_new_copies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE newsbot.articles AS original SET copy_count = original.copy_count + counted.more
    FROM (
        SELECT copy_of, count(*) AS more FROM new_rows WHERE copy_of IS NOT NULL GROUP BY copy_of
    ) AS counted
    WHERE original.id = counted.copy_of;
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION newsbot.count_moved_copies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE newsbot.articles AS original SET copy_count = original.copy_count + counted.more
    FROM (
        SELECT moved.copy_of, sum(moved.more) AS more
        FROM old_rows AS o
        JOIN new_rows AS n ON n.id = o.id AND n.copy_of IS DISTINCT FROM o.copy_of
        CROSS JOIN LATERAL (VALUES (o.copy_of, -1), (n.copy_of, 1)) AS moved (copy_of, more)
        WHERE moved.copy_of IS NOT NULL
        GROUP BY moved.copy_of
    ) AS counted
    WHERE original.id = counted.copy_of AND counted.more <> 0;
    RETURN NULL;
END
$$;
CREATE OR REPLACE FUNCTION newsbot.count_gone_copies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE newsbot.articles AS original SET copy_count = original.copy_count - counted.fewer
    FROM (
        SELECT copy_of, count(*) AS fewer FROM old_rows WHERE copy_of IS NOT NULL GROUP BY copy_of
    ) AS counted
    WHERE original.id = counted.copy_of;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION newsbot.count_new_copies() IS
    'Keeps articles.copy_count when articles are inserted.';
COMMENT ON FUNCTION newsbot.count_moved_copies() IS
    'Keeps articles.copy_count when articles get another original.';
COMMENT ON FUNCTION newsbot.count_gone_copies() IS
    'Keeps articles.copy_count when articles are deleted.';
CREATE OR REPLACE TRIGGER articles_new_copies
    AFTER INSERT ON newsbot.articles REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION newsbot.count_new_copies();
CREATE OR REPLACE TRIGGER articles_moved_copies
    AFTER UPDATE ON newsbot.articles REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)
    EXECUTE FUNCTION newsbot.count_moved_copies();
CREATE OR REPLACE TRIGGER articles_gone_copies
    AFTER DELETE ON newsbot.articles REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION newsbot.count_gone_copies();

-- 4. The medians of a site's day. A view that computes them takes 0.1 ms for each site and day: over
--    half a second for 30 days of 200 sites.
ALTER TABLE newsbot.site_days
    ADD COLUMN IF NOT EXISTS median_words integer,
    ADD COLUMN IF NOT EXISTS median_latency integer;
CREATE OR REPLACE FUNCTION newsbot.keep_medians() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.median_words := newsbot.median_of_counts(NEW.words);
    NEW.median_latency := newsbot.median_of_counts(NEW.latencies);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION newsbot.keep_medians() IS
    'Keeps the medians in site_days: those of words and latencies.';
CREATE OR REPLACE TRIGGER site_days_new_medians
    BEFORE INSERT ON newsbot.site_days
    FOR EACH ROW WHEN (NEW.words <> '{}' OR NEW.latencies <> '{}')
    EXECUTE FUNCTION newsbot.keep_medians();
CREATE OR REPLACE TRIGGER site_days_medians
    BEFORE UPDATE OF words, latencies ON newsbot.site_days
    FOR EACH ROW WHEN (OLD.words <> NEW.words OR OLD.latencies <> NEW.latencies)
    EXECUTE FUNCTION newsbot.keep_medians();
