-- Writes the entries of queued articles, those last queued first, and returns how many rows of the
-- queue are done; 0: it is empty, or other transactions are at work on what is left. Calls at the
-- same time take different articles: each holds one of four locks, and takes those articles whose id
-- divided by four leaves the number of the lock. So no older text of an article overwrites a newer.
CREATE OR REPLACE FUNCTION newsbot.index_for_search(most integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- The number is arbitrary, but no other advisory lock of the database may have it.
    first_lock CONSTANT integer := 7002;
    due bigint[];
    free bigint[];
    done integer;
BEGIN
    FOR slot IN 0..3 LOOP
        CONTINUE WHEN NOT EXISTS (
            SELECT FROM newsbot.search_pending WHERE article_id % 4 = slot
        );
        CONTINUE WHEN NOT pg_try_advisory_xact_lock(first_lock, slot);
        -- Giant texts are taken a few at a time: a transaction must end within its time limit.
        due := ARRAY(
            SELECT sized.article_id
            FROM (
                SELECT p.article_id, sum(octet_length(v.body)) OVER (
                    ORDER BY p.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                ) AS bytes_before
                FROM (
                    SELECT id, article_id FROM newsbot.search_pending
                    WHERE article_id % 4 = slot ORDER BY id DESC LIMIT most
                ) AS p
                LEFT JOIN newsbot.versions AS v ON v.article_id = p.article_id AND v.is_current
            ) AS sized
            WHERE coalesce(sized.bytes_before, 0) < 1000000
        );
        -- An article that another transaction is deleting stays in the queue. The others cannot be
        -- deleted before this transaction ends.
        free := ARRAY(
            SELECT id FROM newsbot.articles WHERE id = ANY (due) FOR KEY SHARE SKIP LOCKED
        );
        due := free || ARRAY(
            SELECT unnest(due) EXCEPT SELECT id FROM newsbot.articles WHERE id = ANY (due)
        );
        CONTINUE WHEN due = '{}';
        -- First the rows go, then the texts are read: what is stored in between is queued again.
        DELETE FROM newsbot.search_pending WHERE article_id % 4 = slot AND article_id = ANY (due);
        GET DIAGNOSTICS done = ROW_COUNT;
        WITH texts AS MATERIALIZED (
            SELECT
                a.id, a.site_id, v.language, v.title, v.subtitle, v.summary, v.body,
                least(v.published_at, a.first_seen_at) AS appeared_at
            FROM newsbot.articles AS a
            JOIN newsbot.versions AS v ON v.article_id = a.id AND v.is_current
            WHERE a.id = ANY (free) AND a.copy_of IS NULL
        ), written AS (
            INSERT INTO newsbot.search_entries AS e
                (article_id, appeared_at, site_id, language, lexemes)
            SELECT id, appeared_at, site_id, language, newsbot.search_lexemes(
                newsbot.search_configuration(language), title, subtitle, summary, body
            )
            FROM texts
            ON CONFLICT (article_id) DO UPDATE SET
                appeared_at = excluded.appeared_at, site_id = excluded.site_id,
                language = excluded.language, lexemes = excluded.lexemes
        ), removed AS (
            DELETE FROM newsbot.search_entries
            WHERE article_id = ANY (free) AND article_id NOT IN (SELECT id FROM texts)
        ), untitled AS (
            DELETE FROM newsbot.search_titles
            WHERE article_id = ANY (free) AND article_id NOT IN (SELECT id FROM texts)
        )
        INSERT INTO newsbot.search_titles AS t (article_id, title)
        SELECT id, left(title, 1000) FROM texts
        ON CONFLICT (article_id) DO UPDATE SET title = excluded.title
        WHERE t.title <> excluded.title;
        RETURN done;
    END LOOP;
    RETURN 0;
END
$$;
