-- Each change is told on the channel `news` by its change_id, in the transaction that stores it. One
-- statement inserts the changes of a whole batch, so the trigger runs once for each batch.
CREATE FUNCTION newsbot.tell_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_catalog.pg_notify('news', change_id::text) FROM told ORDER BY change_id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION newsbot.tell_changes() IS
    'Sends NOTIFY with the change_id of each row that a statement inserted into newsbot.changes.';
CREATE TRIGGER tell_changes AFTER INSERT ON newsbot.changes
    REFERENCING NEW TABLE AS told FOR EACH STATEMENT EXECUTE FUNCTION newsbot.tell_changes();

-- See 0017_tables.sql.
CREATE FUNCTION newsbot.mark_following_version() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER mark_after_insert AFTER INSERT ON newsbot.versions
    FOR EACH ROW WHEN (NEW.number > 1) EXECUTE FUNCTION newsbot.mark_following_version();
CREATE TRIGGER mark_after_update AFTER UPDATE OF article_id, number, fetched_at ON newsbot.versions
    FOR EACH ROW WHEN (
        (NEW.article_id, NEW.number, NEW.fetched_at)
        IS DISTINCT FROM (OLD.article_id, OLD.number, OLD.fetched_at)
    ) EXECUTE FUNCTION newsbot.mark_following_version();
UPDATE newsbot.versions AS one SET may_follow = true
WHERE one.number = 1 AND EXISTS (
    SELECT FROM newsbot.versions AS earlier
    WHERE earlier.article_id = one.article_id AND earlier.number > 1
        AND earlier.fetched_at < one.fetched_at
);
