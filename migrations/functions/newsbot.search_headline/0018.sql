-- The places in a text where stands what was asked for, with ** before and after it; where it does
-- not stand in the text, the beginning of the text.
CREATE OR REPLACE FUNCTION newsbot.search_headline(
    configuration text, body text, exact tsquery, asked text
) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
SET client_min_messages = error AS $$
DECLARE
    unit CONSTANT text := newsbot.search_units();
    shown CONSTANT text := translate(left(body, 20000), E'\n\r\t', '   ');
    run text;
    place integer;
    first integer;
    marked text;
BEGIN
    -- ts_headline knows words only by the spaces between them.
    FOR run IN
        SELECT DISTINCT part[1]
        FROM regexp_matches(left(asked, 1000), '(' || unit || '+)', 'g') AS part
    LOOP
        place := position(run IN shown);
        IF place > 0 THEN
            first := coalesce(first, greatest(place - 30, 1));
            marked := replace(coalesce(marked, substr(shown, first, 120)), run, '**' || run || '**');
        END IF;
    END LOOP;
    IF first IS NULL AND shown ~ (unit || '{20}') THEN
        first := 1;
        marked := left(shown, 120);
    END IF;
    IF first IS NOT NULL THEN
        RETURN CASE WHEN first > 1 THEN '… ' ELSE '' END || marked
            || CASE WHEN char_length(shown) > first + 119 THEN ' …' ELSE '' END;
    END IF;
    RETURN ts_headline(
        format('newsbot.%I', configuration)::regconfig, shown, exact,
        'StartSel=**, StopSel=**, MaxFragments=2, MaxWords=20, MinWords=8, FragmentDelimiter=" … "'
    );
END
$$;
