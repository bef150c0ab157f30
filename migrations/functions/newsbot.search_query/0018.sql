-- What a person asks for, as a tsquery for a text search configuration of schema newsbot. The words
-- are cut as newsbot.search_grams cuts texts; what stands together there becomes a phrase.
CREATE OR REPLACE FUNCTION newsbot.search_query(configuration text, asked text) RETURNS tsquery
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
SET client_min_messages = error AS $$
DECLARE
    unit CONSTANT text := newsbot.search_units();
    -- Of a long query the beginning counts, up to the end of a word: half a word finds nothing.
    beginning CONSTANT text := CASE WHEN length(asked) > 1000
        THEN regexp_replace(left(asked, 1001), '\s\S*$', '') ELSE asked
    END;
    letters CONSTANT text := translate(
        newsbot.search_letters(beginning, configuration = 'simple'),
        '“”„«»「」『』', '"""""""""'
    );
    words text := '';
    part text[];
    phrase text;
    found tsquery;
BEGIN
    FOR part IN
        SELECT regexp_matches(
            letters, '(-*)(?:"([^"]*)"?|([^\s"!&|()-][^\s"!&|()]*))', 'g'
        )
    LOOP
        phrase := coalesce(part[2], part[3]);
        CONTINUE WHEN phrase = '';
        IF phrase ~ unit AND phrase !~ ('^' || unit || '$') THEN
            -- The first and the last unit may stand inside a run in the texts.
            phrase := trim(newsbot.search_grams(phrase));
            phrase := regexp_replace(phrase, '^' || unit || '\s', '');
            phrase := regexp_replace(phrase, '\s' || unit || '$', '');
        END IF;
        IF part[2] IS NOT NULL OR phrase ~ unit THEN
            phrase := '"' || phrase || '"';
        END IF;
        words := words || ' ' || left(part[1], 1) || phrase;
    END LOOP;
    found := websearch_to_tsquery(format('newsbot.%I', configuration)::regconfig, words);
    IF words ~ unit THEN
        -- A unit that stands alone is looked for as the beginning of a pair.
        found := regexp_replace(found::text, '''(' || unit || ')''', '''\1'':*', 'g')::tsquery;
    END IF;
    RETURN found;
END
$$;

-- A tsquery without phrases and without "not", which an index can answer alone. What it finds
-- includes all that `exact` finds. Null: there is none, or `exact` is empty.
CREATE OR REPLACE FUNCTION newsbot.search_superset(exact tsquery) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
SELECT CASE WHEN querytree(exact) NOT IN ('', 'T')
    THEN regexp_replace(querytree(exact), ' <(-|\d+)> ', ' & ', 'g')::tsquery
END
$$;
