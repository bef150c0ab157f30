-- Functions that compare two texts word by word, for the view news.version_changes. They are called
-- only for the rows and columns that a query asks for.

CREATE OR REPLACE FUNCTION newsbot.sign_pattern() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '^[!-/:-@[-`{-~\u00a1-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7'
        '\u0589\u05be\u05c0\u05c3\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965'
        '\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u2190-\u2bff\u3001-\u3004\u3008-\u3020\u3030'
        '\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]$'
$$;
COMMENT ON FUNCTION newsbot.sign_pattern() IS
    'A regular expression for a punctuation mark or another sign.';

-- Divides a text into words, signs, and letters of scripts without spaces between words. The
-- characters are given by their code points: the classes \w and [[:space:]] know only ASCII in a
-- database with the locale C.
CREATE OR REPLACE FUNCTION newsbot.word_pattern() RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    space text := '\s\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff';
    sign text := btrim(newsbot.sign_pattern(), '^$');
    unspaced text := '\u0e01-\u0e3a\u0e40-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff'
        '\u3400-\u9fff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff';
    -- vowel signs and other marks, which stay with the letter before them
    mark text := '\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e'
        '\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u17b4-\u17d3'
        '\u17dd\u3099\u309a';
    -- signs that may stand within a word or number: "3,000", "don't", "news@gazette.example"
    inner_sign text := '[.,:/@&''’·_-]';
    letter text;
BEGIN
    letter := '[^' || space || substr(sign, 2, char_length(sign) - 2) || unspaced || ']';
    RETURN '(' || letter || '+(?:' || inner_sign || letter || '+)*'
        || '|[' || unspaced || '](?:[\u17d2\u1039][\u1000-\u17ff]|[' || mark || '])*'
        || '|[^' || space || '])([' || space || ']*)';
END
$$;
COMMENT ON FUNCTION newsbot.word_pattern() IS
    'A regular expression that finds a word, a sign or a letter of an unspaced script, and the spaces after it.';

CREATE OR REPLACE FUNCTION newsbot.word_tokens(line text, OUT tokens text[], OUT spaces text[])
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(found[1]), '{}'), coalesce(array_agg(found[2]), '{}')
    FROM regexp_matches(line, newsbot.word_pattern(), 'g') AS found
$$;
COMMENT ON FUNCTION newsbot.word_tokens(text) IS
    'The words, signs and unspaced letters of a text, and the spaces after each of them.';

-- The figures are those of LETTERS_A_WORD in newsbot/words/counts.py.
CREATE OR REPLACE FUNCTION newsbot.words_in(token text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN token ~ '^[A-Za-z0-9]+$' THEN 1
        WHEN token ~ '^[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff]'
            THEN char_length(token) / 1.75
        WHEN token ~ '^[\u0e01-\u0e3a\u0e40-\u0eff]' THEN char_length(token) / 4.1
        WHEN token ~ '^[\u1000-\u109f\uaa60-\uaa7f]' THEN char_length(token) / 4.7
        WHEN token ~ '^[\u1780-\u17ff]' THEN char_length(token) / 5.0
        WHEN token ~ newsbot.sign_pattern() THEN 0
        ELSE 1
    END
$$;
COMMENT ON FUNCTION newsbot.words_in(text) IS
    'How many words a token counts for: 0 for a sign, a part of 1 for a letter of an unspaced script.';

-- The algorithm is that of E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986). It
-- takes time in the square of the number of edits, so that number is limited.
CREATE OR REPLACE FUNCTION newsbot.matches(one text[], other text[], most integer) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    a integer[];
    b integer[];
    n integer := cardinality(one);
    m integer := cardinality(other);
    found integer[] := array_fill(0, ARRAY[n]);
    first integer := 0;
    reach integer[];
    latest integer[];
    runs_before integer[] := '{}';
    run_starts integer[] := '{}';
    run_diagonals integer[] := '{}';
    run_lengths integer[] := '{}';
    runs integer := 0;
    x integer;
    y integer;
    start integer;
    run integer;
    wide integer;
BEGIN
    -- equal texts become equal numbers, which are compared faster
    WITH numbered AS (
        SELECT side, place, dense_rank() OVER (ORDER BY token COLLATE "C") AS number
        FROM (
            SELECT 1 AS side, place, token FROM unnest(one) WITH ORDINALITY AS t (token, place)
            UNION ALL
            SELECT 2, place, token FROM unnest(other) WITH ORDINALITY AS t (token, place)
        ) AS tokens
    )
    SELECT
        coalesce(array_agg(number ORDER BY place) FILTER (WHERE side = 1), '{}'),
        coalesce(array_agg(number ORDER BY place) FILTER (WHERE side = 2), '{}')
    INTO a, b FROM numbered;
    WHILE first < n AND first < m AND a[first + 1] = b[first + 1] LOOP
        first := first + 1;
        found[first] := first;
    END LOOP;
    WHILE n > first AND m > first AND a[n] = b[m] LOOP
        found[n] := m;
        n := n - 1;
        m := m - 1;
    END LOOP;
    IF n = first OR m = first THEN
        RETURN found;
    END IF;
    most := least(most, n + m - 2 * first);
    wide := most + 2;
    reach := array_fill(first, ARRAY[2 * wide + 1]);
    latest := array_fill(0, ARRAY[2 * wide + 1]);
    FOR d IN 0..most LOOP
        FOR k IN -d..d BY 2 LOOP
            IF d = 0 THEN
                x := first;
                run := 0;
            ELSIF k = -d OR (k <> d AND reach[wide + k] < reach[wide + k + 2]) THEN
                x := reach[wide + k + 2];
                run := latest[wide + k + 2];
            ELSE
                x := reach[wide + k] + 1;
                run := latest[wide + k];
            END IF;
            y := x - k;
            start := x;
            WHILE x < n AND y < m AND a[x + 1] = b[y + 1] LOOP
                x := x + 1;
                y := y + 1;
            END LOOP;
            IF x > start THEN
                runs := runs + 1;
                runs_before[runs] := run;
                run_starts[runs] := start;
                run_diagonals[runs] := k;
                run_lengths[runs] := x - start;
                run := runs;
            END IF;
            reach[wide + k + 1] := x;
            latest[wide + k + 1] := run;
            IF x >= n AND y >= m THEN
                WHILE run > 0 LOOP
                    FOR i IN 1..run_lengths[run] LOOP
                        x := run_starts[run] + i;
                        found[x] := x - run_diagonals[run];
                    END LOOP;
                    run := runs_before[run];
                END LOOP;
                RETURN found;
            END IF;
        END LOOP;
    END LOOP;
    RETURN found;
END
$$;
COMMENT ON FUNCTION newsbot.matches(text[], text[], integer) IS
    'For each element of an array the place of the same element in the other array, 0 if it was removed. With more than "most" edits, the part between the common beginning and end counts as replaced.';


CREATE OR REPLACE FUNCTION newsbot.word_edits_of_lines(before text, after text)
RETURNS TABLE (edit text, token text, spaces text)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE ROWS 200 AS $$
DECLARE
    one text[];
    spaces_one text[];
    other text[];
    spaces_other text[];
    same integer[];
    n integer;
    m integer;
    i integer := 1;
    j integer := 1;
BEGIN
    SELECT w.tokens, w.spaces INTO one, spaces_one FROM newsbot.word_tokens(before) AS w;
    SELECT w.tokens, w.spaces INTO other, spaces_other FROM newsbot.word_tokens(after) AS w;
    same := newsbot.matches(one, other, 200);
    n := cardinality(one);
    m := cardinality(other);
    WHILE i <= n OR j <= m LOOP
        IF i <= n AND same[i] = 0 THEN
            edit := '-';
            token := one[i];
            spaces := spaces_one[i];
            i := i + 1;
        ELSE
            edit := '+';
            IF i <= n AND same[i] = j THEN
                edit := '=';
                i := i + 1;
            END IF;
            token := other[j];
            spaces := spaces_other[j];
            j := j + 1;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;
COMMENT ON FUNCTION newsbot.word_edits_of_lines(text, text) IS
    'The words of two texts in order: "=" in both, "-" only before, "+" only after.';

-- Lines (paragraphs) are compared first, and then the words of the lines between equal ones. So a
-- long text of which a part was rewritten takes no longer than the part. Of the equal lines, only
-- those beside an edit are given; an edit "…" stands for the others.
CREATE OR REPLACE FUNCTION newsbot.word_edits(before text, after text)
RETURNS TABLE (edit text, token text, spaces text)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE ROWS 200 AS $$
DECLARE
    one text[] := string_to_array(before, E'\n');
    other text[] := string_to_array(after, E'\n');
    same integer[] := newsbot.matches(one, other, 200);
    n integer := cardinality(one);
    m integer := cardinality(other);
    i integer := 0;
    j integer := 0;
    to_i integer;
    to_j integer;
    given integer := 0;
BEGIN
    LOOP
        to_i := i + 1;
        WHILE to_i <= n AND same[to_i] = 0 LOOP
            to_i := to_i + 1;
        END LOOP;
        to_j := CASE WHEN to_i > n THEN m + 1 ELSE same[to_i] END;
        IF to_i > i + 1 OR to_j > j + 1 THEN
            IF j > given + 1 THEN
                RETURN QUERY SELECT '…', ''::text, ''::text;
            END IF;
            IF j > given THEN
                RETURN QUERY SELECT '=', t.token, t.spaces
                FROM newsbot.word_tokens(other[j] || ' ') AS words,
                    unnest(words.tokens, words.spaces) AS t (token, spaces);
            END IF;
            -- as many lines as before: each was probably edited by itself
            IF to_i - i = to_j - j THEN
                FOR line IN 1..to_i - i - 1 LOOP
                    RETURN QUERY SELECT e.* FROM newsbot.word_edits_of_lines(
                        one[i + line] || E'\n', other[j + line] || E'\n'
                    ) AS e;
                END LOOP;
            ELSE
                RETURN QUERY SELECT e.* FROM newsbot.word_edits_of_lines(
                    array_to_string(one[i + 1:to_i - 1], E'\n') || E'\n',
                    array_to_string(other[j + 1:to_j - 1], E'\n') || E'\n'
                ) AS e;
            END IF;
            given := to_j - 1;
            IF to_j <= m THEN
                RETURN QUERY SELECT '=', t.token, t.spaces
                FROM newsbot.word_tokens(other[to_j] || ' ') AS words,
                    unnest(words.tokens, words.spaces) AS t (token, spaces);
                given := to_j;
            END IF;
        END IF;
        EXIT WHEN to_i > n;
        i := to_i;
        j := to_j;
    END LOOP;
END
$$;
COMMENT ON FUNCTION newsbot.word_edits(text, text) IS
    'The edits between two texts: "=" a word that stays, "-" one removed, "+" one added, "…" lines that stay.';

CREATE OR REPLACE FUNCTION newsbot.words_changed(before text, after text, kind text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(ceil(sum(newsbot.words_in(token))), 0)::integer
    FROM newsbot.word_edits(before, after) WHERE edit = kind
$$;
COMMENT ON FUNCTION newsbot.words_changed(text, text, text) IS
    'How many words were added (kind "+") or removed (kind "-").';

-- The notation is that of GNU wdiff.
CREATE OR REPLACE FUNCTION newsbot.word_difference(before text, after text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH edits AS (
        SELECT place, edit, token, translate(spaces, E'\n\r\t', '   ') AS spaces,
            bool_or(edit IN ('-', '+'))
                OVER (ORDER BY place ROWS BETWEEN 6 PRECEDING AND 6 FOLLOWING) AS is_near
        FROM newsbot.word_edits(before, after) WITH ORDINALITY
            AS e (edit, token, spaces, place)
    ), shown AS (
        SELECT place, CASE WHEN is_near AND edit <> '…' THEN edit ELSE '…' END AS edit, token, spaces
        FROM edits
    ), grouped AS (
        SELECT *, count(*) FILTER (WHERE is_first) OVER (ORDER BY place) AS part
        FROM (
            SELECT *, edit IS DISTINCT FROM lag(edit) OVER (ORDER BY place) AS is_first FROM shown
        ) AS marked
    ), parts AS (
        SELECT part, edit, string_agg(token || spaces, '' ORDER BY place) AS words
        FROM grouped GROUP BY part, edit
    )
    SELECT btrim(string_agg(
        CASE edit
            WHEN '=' THEN words
            WHEN '…' THEN ' … '
            WHEN '-' THEN '[-' || rtrim(words) || '-]' || substr(words, char_length(rtrim(words)) + 1)
            ELSE '{+' || rtrim(words) || '+}' || substr(words, char_length(rtrim(words)) + 1)
        END, '' ORDER BY part
    ))
    FROM parts
$$;
COMMENT ON FUNCTION newsbot.word_difference(text, text) IS
    'What changed between two texts, with six words around each change: [-removed-] {+added+}.';
