DROP TRIGGER queue_for_search ON newsbot.versions;
DROP TRIGGER queue_new_for_search ON newsbot.versions;
DROP TRIGGER queue_for_search ON newsbot.articles;
DO $$
DECLARE
    made text;
BEGIN
    FOR made IN
        SELECT p.oid::regprocedure
        FROM pg_catalog.pg_proc AS p
        JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
        WHERE (n.nspname, p.proname) IN (
            ('news', 'search'), ('news', 'similar_titles'),
            ('newsbot', 'search_articles'), ('newsbot', 'find_similar_titles'),
            ('newsbot', 'index_for_search'),
            ('newsbot', 'search_headline'), ('newsbot', 'search_query'),
            ('newsbot', 'search_superset'), ('newsbot', 'search_lexemes'),
            ('newsbot', 'search_grams'), ('newsbot', 'search_letters'),
            ('newsbot', 'search_units'), ('newsbot', 'search_faults'),
            ('newsbot', 'prepare_search'), ('newsbot', 'queue_article_for_search'),
            ('newsbot', 'queue_version_for_search'), ('newsbot', 'search_configuration')
        )
    LOOP
        EXECUTE format('DROP FUNCTION %s', made);
    END LOOP;
    FOR made IN
        SELECT format('newsbot.%I', cfgname) FROM pg_catalog.pg_ts_config
        WHERE cfgnamespace = 'newsbot'::regnamespace
    LOOP
        EXECUTE format('DROP TEXT SEARCH CONFIGURATION %s', made);
    END LOOP;
END
$$;
DROP TABLE
    newsbot.search_entries, newsbot.search_titles, newsbot.search_pending,
    newsbot.search_languages;
DO $$
DECLARE
    made text;
BEGIN
    -- An extension stays if something else in the database has come to use it, or if another role
    -- than the one that migrates now installed it.
    FOR made IN
        SELECT extname FROM pg_catalog.pg_extension
        WHERE extname IN ('unaccent', 'pg_trgm') AND extnamespace = 'newsbot'::regnamespace
    LOOP
        BEGIN
            EXECUTE format('DROP EXTENSION %I', made);
        EXCEPTION WHEN dependent_objects_still_exist OR insufficient_privilege THEN
            NULL;
        END;
    END LOOP;
END
$$;
