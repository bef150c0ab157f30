-- Creates what searching needs beside tables, as far as the server has it: the extensions, the text
-- search configurations and the index of titles. It may be called again at any time, e.g. after an
-- extension was installed: it adds what was missing, and then queues all articles to be indexed
-- again, if their words come out in another way than before. Returns whether it did.
CREATE OR REPLACE FUNCTION newsbot.prepare_search() RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    wanted text;
    parts text;
    unaccent text;
    trigrams text;
    is_changed boolean := false;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['unaccent', 'pg_trgm'] LOOP
        IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE EXTENSION %I SCHEMA newsbot', wanted);
            EXCEPTION WHEN OTHERS THEN
                -- The server does not have it, or this role may not create it. Servers say so by
                -- different error codes. newsbot.search_faults tells what is missing.
                NULL;
            END;
        END IF;
    END LOOP;

    SELECT format('%I.unaccent', n.nspname) INTO unaccent
    FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname = 'unaccent';
    SELECT format('%I.gin_trgm_ops', n.nspname) INTO trigrams
    FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname = 'pg_trgm';

    INSERT INTO newsbot.search_languages (language, configuration)
    SELECT given.language, given.configuration
    FROM (VALUES
        ('ar', 'arabic'), ('ca', 'catalan'), ('da', 'danish'), ('de', 'german'),
        ('el', 'greek'), ('en', 'english'), ('es', 'spanish'), ('et', 'estonian'),
        ('eu', 'basque'), ('fi', 'finnish'), ('fr', 'french'), ('ga', 'irish'),
        ('hi', 'hindi'), ('hu', 'hungarian'), ('hy', 'armenian'), ('id', 'indonesian'),
        ('it', 'italian'), ('lt', 'lithuanian'), ('nb', 'norwegian'), ('ne', 'nepali'),
        ('nl', 'dutch'), ('nn', 'norwegian'), ('no', 'norwegian'), ('pt', 'portuguese'),
        ('ro', 'romanian'), ('ru', 'russian'), ('sr', 'serbian'), ('sv', 'swedish'),
        ('ta', 'tamil'), ('tr', 'turkish'), ('yi', 'yiddish')
    ) AS given (language, configuration)
    WHERE EXISTS (
        SELECT FROM pg_ts_config AS c
        WHERE c.cfgname = given.configuration AND c.cfgnamespace = 'pg_catalog'::regnamespace
    )
    ON CONFLICT DO NOTHING;

    FOR wanted IN
        SELECT configuration FROM newsbot.search_languages UNION SELECT 'simple'
    LOOP
        IF NOT EXISTS (
            SELECT FROM pg_ts_config
            WHERE cfgname = wanted AND cfgnamespace = 'newsbot'::regnamespace
        ) THEN
            EXECUTE format(
                'CREATE TEXT SEARCH CONFIGURATION newsbot.%I (COPY = pg_catalog.%I)', wanted, wanted
            );
            is_changed := true;
        END IF;
        IF unaccent IS NOT NULL AND NOT EXISTS (
            SELECT FROM pg_ts_config_map AS m
            JOIN pg_ts_config AS c ON c.oid = m.mapcfg
            WHERE c.cfgname = wanted AND c.cfgnamespace = 'newsbot'::regnamespace
            AND m.mapdict = unaccent::regdictionary
        ) THEN
            parts := format('pg_catalog.%I', wanted || CASE wanted WHEN 'simple' THEN '' ELSE '_stem' END);
            EXECUTE format(
                'ALTER TEXT SEARCH CONFIGURATION newsbot.%I '
                'ALTER MAPPING FOR hword, hword_part, word WITH %s, %s',
                wanted, unaccent, parts
            );
            is_changed := true;
        END IF;
    END LOOP;

    -- Asked before, because only an owner may even say CREATE INDEX IF NOT EXISTS.
    IF trigrams IS NOT NULL AND to_regclass('newsbot.search_titles_title_idx') IS NULL THEN
        EXECUTE format(
            'CREATE INDEX IF NOT EXISTS search_titles_title_idx ON newsbot.search_titles '
            'USING gin (title %s)', trigrams
        );
    END IF;
    IF is_changed AND EXISTS (SELECT FROM newsbot.search_entries) THEN
        INSERT INTO newsbot.search_pending (article_id)
        SELECT article_id FROM newsbot.search_entries ORDER BY appeared_at;
    END IF;
    RETURN is_changed;
END
$$;

-- What keeps news.search and news.similar_titles from finding all that they could, in sentences.
-- No row: nothing does.
CREATE OR REPLACE FUNCTION newsbot.search_faults() RETURNS SETOF text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, newsbot, public, pg_temp AS $$
DECLARE
    is_even boolean;
    trigrams text;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'unaccent') THEN
        RETURN NEXT 'the extension unaccent is missing: news.search finds "Malmö" only by "Malmö", '
            'not by "Malmo"';
    ELSIF NOT EXISTS (
        SELECT FROM pg_ts_config_map AS m
        JOIN pg_ts_config AS c ON c.oid = m.mapcfg
        JOIN pg_ts_dict AS d ON d.oid = m.mapdict
        WHERE c.cfgnamespace = 'newsbot'::regnamespace AND d.dictname = 'unaccent'
    ) THEN
        RETURN NEXT 'the extension unaccent is not used yet: run `scrapy db upgrade`';
    END IF;
    IF to_tsvector('pg_catalog.simple', 'СЛОВО') <> to_tsvector('pg_catalog.simple', 'слово') THEN
        RETURN NEXT 'the character type of the database (LC_CTYPE) is C: news.search tells capital '
            'from small letters outside of English; make the database with LC_CTYPE C.UTF-8';
    END IF;
    SELECT n.nspname INTO trigrams
    FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
    WHERE e.extname = 'pg_trgm';
    IF trigrams IS NULL THEN
        RETURN NEXT 'the extension pg_trgm is missing: news.similar_titles finds nothing';
    ELSE
        IF to_regclass('newsbot.search_titles_title_idx') IS NULL THEN
            RETURN NEXT 'the extension pg_trgm is not used yet: run `scrapy db upgrade`';
        END IF;
        EXECUTE format('SELECT cardinality(%I.show_trgm(%L)) > 0', trigrams, 'слово') INTO is_even;
        IF NOT is_even THEN
            RETURN NEXT 'the character type of the database (LC_CTYPE) is C: news.similar_titles '
                'finds only titles in Latin letters; make the database with LC_CTYPE C.UTF-8';
        END IF;
    END IF;
END
$$;
