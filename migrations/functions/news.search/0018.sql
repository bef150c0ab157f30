-- Does the work of news.search. Only in a function in SQL may parameters and columns have the same
-- names, as those of news.search have.
CREATE OR REPLACE FUNCTION newsbot.search_articles(
    asked text, asked_language text, from_time timestamptz, to_time timestamptz, asked_site text,
    most integer
) RETURNS TABLE (
    article_id bigint, rank real, headline text, url text, title text, site text,
    published_at timestamptz, language text, copy_count bigint
)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
-- The planner takes a scan of the whole table for cheap: it does not count what it costs to read
-- the lexemes, which are stored beside the table.
SET enable_seqscan = off SET jit = off SET max_parallel_workers_per_gather = 0
SET work_mem = '32MB' AS $$
#variable_conflict use_column
DECLARE
    short_language CONSTANT text := lower(split_part(asked_language, '-', 1));
    stemmed text[];
    stemmers text[];
    configurations text[];
    exact tsquery[];
    wanted tsquery;
    is_plain boolean;
    each record;
BEGIN
    -- The words of an article are stemmed for its language. So there is a query for each
    -- configuration, and it finds only articles of its own: all of these have the lexeme "=NAME".
    SELECT array_agg(c.configuration), array_agg(c.query) INTO configurations, exact
    FROM (
        SELECT l.configuration, newsbot.search_query(l.configuration, asked) AS query
        FROM (
            SELECT configuration FROM newsbot.search_languages UNION SELECT 'simple'
        ) AS l
        WHERE short_language IS NULL
        OR l.configuration = newsbot.search_configuration(short_language)
        OFFSET 0
    ) AS c
    WHERE newsbot.search_superset(c.query) IS NOT NULL;

    FOR each IN
        SELECT
            string_agg(format('''=%s''', q.configuration), ' | ')::tsquery
            && newsbot.search_superset(q.query) AS query
        FROM unnest(configurations, exact) AS q (configuration, query)
        GROUP BY q.query
    LOOP
        wanted := coalesce(wanted || each.query, each.query);
    END LOOP;
    IF wanted IS NULL THEN
        RETURN;
    END IF;
    is_plain := NOT EXISTS (
        SELECT FROM unnest(exact) AS q (query) WHERE q.query::text ~ ' <(-|\d+)> |!'
    );

    SELECT array_agg(l.language), array_agg(l.configuration) INTO stemmed, stemmers
    FROM newsbot.search_languages AS l;

    RETURN QUERY
    WITH found AS (
        SELECT e.article_id, e.appeared_at, e.language, e.lexemes
        FROM newsbot.search_entries AS e
        WHERE e.lexemes @@ wanted
        AND (short_language IS NULL OR e.language = short_language)
        AND (from_time IS NULL OR e.appeared_at >= from_time)
        AND (to_time IS NULL OR e.appeared_at < to_time)
        AND (
            asked_site IS NULL
            OR e.site_id = (SELECT s.id FROM newsbot.sites AS s WHERE s.key = asked_site)
        )
        ORDER BY e.appeared_at DESC
        -- With a phrase or "not", the lexemes of the found ones are looked at, the newest first,
        -- until there are enough.
        LIMIT CASE WHEN is_plain THEN 1000 END
    ), newest AS (
        SELECT n.*, exact[array_position(configurations, n.configuration)] AS query
        FROM (
            SELECT f.*, coalesce(stemmers[array_position(stemmed, f.language)], 'simple')
                AS configuration
            FROM found AS f
            OFFSET 0
        ) AS n
        WHERE is_plain OR n.lexemes @@ exact[array_position(configurations, n.configuration)]
        LIMIT 1000
    ), page AS (
        SELECT
            n.article_id, n.appeared_at, n.configuration, n.query,
            ts_rank('{0.1, 0.2, 0.4, 1.0}', n.lexemes, n.query, 1) AS rank
        FROM newest AS n
        JOIN newsbot.articles AS a ON a.id = n.article_id AND a.copy_of IS NULL
        ORDER BY rank DESC, n.appeared_at DESC, n.article_id DESC
        LIMIT least(greatest(coalesce(most, 20), 0), 1000)
    )
    SELECT
        p.article_id, p.rank, newsbot.search_headline(p.configuration, n.body, p.query, asked),
        n.url, n.title, n.site, n.published_at, n.language, n.copy_count
    FROM page AS p JOIN news.articles AS n ON n.id = p.article_id
    ORDER BY p.rank DESC, p.appeared_at DESC, p.article_id DESC;
END
$$;

CREATE OR REPLACE FUNCTION news.search(
    query text, language text DEFAULT NULL, since timestamptz DEFAULT NULL,
    until timestamptz DEFAULT NULL, site text DEFAULT NULL, "limit" integer DEFAULT 20
) RETURNS TABLE (
    article_id bigint, rank real, headline text, url text, title text, site text,
    published_at timestamptz, language text, copy_count bigint
)
-- A caller needs no right to read the tables that the function reads.
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
SELECT * FROM newsbot.search_articles($1, $2, $3, $4, $5, $6)
$$;
REVOKE ALL ON FUNCTION news.search FROM PUBLIC;

COMMENT ON FUNCTION news.search IS
    'Articles that have all words of the query, best first, copies left out. In the query, "quoted words" are a phrase, OR stands between alternatives, and a minus before a word excludes it. Of many hits only the newest 1000 are ranked. While a crawl runs, an article is found at most a minute after it was stored. since and until bound published_at, or first_seen_at where that is earlier. In the column headline, the words found are between ** and **.';
