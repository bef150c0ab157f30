-- All columns of news.all_articles but those that only copies have, with the comments that they have
-- there. To be run again whenever news.all_articles gains a column.
DO $$
DECLARE
    own CONSTANT text[] := ARRAY['copy_of', 'similarity', 'containment'];
    shown record;
BEGIN
    EXECUTE (
        SELECT format(
            'CREATE OR REPLACE VIEW news.articles AS SELECT %s FROM news.all_articles WHERE copy_of IS NULL',
            string_agg(quote_ident(attname), ', ' ORDER BY attnum)
        )
        FROM pg_attribute
        WHERE attrelid = 'news.all_articles'::regclass AND attnum > 0 AND attname <> ALL (own)
    );
    FOR shown IN
        SELECT attname AS name, col_description(attrelid, attnum) AS comment
        FROM pg_attribute
        WHERE attrelid = 'news.all_articles'::regclass AND attnum > 0 AND attname <> ALL (own)
    LOOP
        EXECUTE format('COMMENT ON COLUMN news.articles.%I IS %L', shown.name, shown.comment);
    END LOOP;
END
$$;
COMMENT ON VIEW news.articles IS
    'One row a distinct article: copies are left out and counted.';
