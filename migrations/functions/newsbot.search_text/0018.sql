-- The regular expression of one unit of a script whose words have no spaces between them: a Chinese,
-- Japanese or Korean character, or a Thai, Lao, Burmese or Khmer letter with its marks. (Korean has
-- spaces, but its particles are written together with the word before.)
CREATE OR REPLACE FUNCTION newsbot.search_units() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT '(?:[\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]|[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd\u0ec0-\u0ec6\u0edc-\u0edf\u1000-\u102a\u103f\u1050-\u1055\u1780-\u17b3\u17d7\uaa60-\uaa76\uaa7a](?:[\u1039\u17d2][\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd\u0ec0-\u0ec6\u0edc-\u0edf\u1000-\u102a\u103f\u1050-\u1055\u1780-\u17b3\u17d7\uaa60-\uaa76\uaa7a]|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u1056-\u1059\u105e-\u1060\u17b4-\u17d3\u17dd\uaa7b-\uaa7d])*)'
$$;

-- A text in which letters that readers take for the same are the same: without invisible
-- characters, composed, in half width. In Arabic script, a zero-width non-joiner becomes a space,
-- and with is_simple (no stemmer follows, which would do it) Arabic letters become those of Persian.
CREATE OR REPLACE FUNCTION newsbot.search_letters(given text, is_simple boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF octet_length(given) = char_length(given) THEN
        RETURN given;
    END IF;
    IF given ~ '[\u00ad\u0300-\u036f\u0600-\u06ff\u1100-\u11ff\u200b-\u200f\u2060\u3000\u3099\u309a\ufb00-\ufdff\ufe70-\uffdc]' THEN
        -- Of two letters, Thai and Lao AM, readers do not know the form that NFKC gives them.
        given := replace(normalize(given, NFKC), E'\u0e4d\u0e32', E'\u0e33');
        given := replace(given, E'\u0ecd\u0eb2', E'\u0eb3');
        given := translate(given, E'\u00ad\u200b\u200e\u200f\u2060\ufeff', '');
        IF given ~ '[\u0600-\u06ff]' THEN
            given := translate(given, E'\u200c', ' ');
            IF is_simple THEN
                given := translate(
                    given,
                    E'\u064a\u0649\u0643\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652',
                    E'\u06cc\u06cc\u06a9'
                );
            END IF;
        ELSE
            given := translate(given, E'\u200c\u200d', '');
        END IF;
    END IF;
    RETURN given;
END
$$;

-- A text whose runs of units (see newsbot.search_units) are cut: "ABC" becomes "A AB BC C". The
-- pairs AB and BC are what is looked for; A and C begin and end the run. So all neighbours are words
-- in the order in which they stand, and each unit begins a word.
CREATE OR REPLACE FUNCTION newsbot.search_grams(given text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    unit CONSTANT text := newsbot.search_units();
BEGIN
    IF octet_length(given) = char_length(given) OR given !~ unit THEN
        RETURN given;
    END IF;
    RETURN regexp_replace(
        regexp_replace(given, unit || '+', ' \& ', 'g'), unit, '\& \&', 'g'
    );
END
$$;

-- The text search configuration, without its schema, that indexes articles of a language.
CREATE OR REPLACE FUNCTION newsbot.search_configuration(given text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
SELECT coalesce(
    (SELECT configuration FROM newsbot.search_languages WHERE language = given), 'simple'
)
$$;

-- The lexemes by which an article is found. The lengths, in characters, are bounded so that the
-- lexemes of any text stay below PostgreSQL's limit of 1 MB; a part that exceeds it all the same is
-- left out. PostgreSQL gives no positions above 16 383, so that phrases are not found behind that
-- word.
CREATE OR REPLACE FUNCTION newsbot.search_lexemes(
    configuration text, title text, subtitle text, summary text, body text
) RETURNS tsvector
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
SET client_min_messages = error AS $$
DECLARE
    named CONSTANT regconfig := format('newsbot.%I', configuration)::regconfig;
    is_simple CONSTANT boolean := configuration = 'simple';
    found tsvector := array_to_tsvector(ARRAY['=' || configuration]);
    part record;
BEGIN
    FOR part IN
        SELECT given.weight, given.words, given.most FROM (VALUES
            ('A'::"char", title, 2000), ('B'::"char", subtitle, 2000),
            ('C'::"char", summary, 5000), ('D'::"char", body, 100000)
        ) AS given (weight, words, most)
        WHERE given.words IS NOT NULL
    LOOP
        BEGIN
            found := found || setweight(to_tsvector(named, left(newsbot.search_grams(
                newsbot.search_letters(left(part.words, part.most), is_simple)
            ), 2 * part.most)), part.weight);
        EXCEPTION WHEN program_limit_exceeded THEN
            NULL;
        END;
    END LOOP;
    RETURN found;
END
$$;
