-- Does the work of news.similar_titles, with pg_trgm in whatever schema it is.
CREATE OR REPLACE FUNCTION newsbot.find_similar_titles(asked text, most integer) RETURNS TABLE (
    article_id bigint, similarity real, title text, url text, site text, published_at timestamptz
)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET jit = off SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
    place text;
    threshold CONSTANT text := coalesce(current_setting('pg_trgm.similarity_threshold', true), '0.3');
BEGIN
    SELECT quote_ident(n.nspname) INTO place
    FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname = 'pg_trgm';
    IF place IS NULL THEN
        RETURN;
    END IF;
    -- The operator takes its threshold from the session, which may have another one.
    PERFORM set_config('pg_trgm.similarity_threshold', '0.3', true);
    RETURN QUERY EXECUTE format($query$
        WITH alike AS (
            SELECT t.article_id, %1$s.similarity(t.title, $1) AS similarity
            FROM newsbot.search_titles AS t
            JOIN newsbot.articles AS a ON a.id = t.article_id AND a.copy_of IS NULL
            WHERE t.title OPERATOR(%1$s.%%) $1
            ORDER BY 2 DESC, 1 DESC
            LIMIT least(greatest(coalesce($2, 20), 0), 1000)
        )
        SELECT a.article_id, a.similarity, n.title, n.url, n.site, n.published_at
        FROM alike AS a JOIN news.articles AS n ON n.id = a.article_id
        ORDER BY a.similarity DESC, a.article_id DESC
    $query$, place) USING left(asked, 1000), most;
    PERFORM set_config('pg_trgm.similarity_threshold', threshold, true);
END
$$;

CREATE OR REPLACE FUNCTION news.similar_titles(title text, "limit" integer DEFAULT 20)
RETURNS TABLE (
    article_id bigint, similarity real, title text, url text, site text, published_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
SELECT * FROM newsbot.find_similar_titles($1, $2)
$$;
REVOKE ALL ON FUNCTION news.similar_titles FROM PUBLIC;

COMMENT ON FUNCTION news.similar_titles IS
    'Articles whose title is spelled like the given one, most similar first, copies left out: at least 0.3 of their trigrams (three letters in a row) are the same. Nothing is found where the extension pg_trgm is missing. While a crawl runs, an article is found at most a minute after it was stored.';
