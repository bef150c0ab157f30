-- The versions are those that news.article_versions shows: no text that is held, and of partial texts
-- only one that is current. A text that follows itself is one, and its last version stands for it.
-- The words are compared outside the UNION: there PostgreSQL calls the functions only for the rows
-- that are left after ORDER BY and LIMIT. Both parts of the UNION are in the order of the indexes on
-- fetched_at, the newest first, and look up one row for each of theirs (LATERAL, LIMIT 1). So for
-- the newest changes PostgreSQL merges the parts, and stops when it has enough.
CREATE OR REPLACE VIEW news.version_changes AS
SELECT
    change.article_id,
    (
        SELECT same.number FROM newsbot.versions AS same
        WHERE same.article_id = change.article_id AND same.text_sha256 = change.text_sha256
            AND (same.fetched_at, same.number) >= (change.fetched_at, change.number)
            AND NOT same.held AND (NOT same.is_partial OR same.is_current)
            AND NOT EXISTS (
                SELECT FROM newsbot.versions AS other
                WHERE other.article_id = change.article_id
                    AND other.text_sha256 <> change.text_sha256
                    AND (other.fetched_at, other.number) > (change.fetched_at, change.number)
                    AND (other.fetched_at, other.number) < (same.fetched_at, same.number)
                    AND NOT other.held AND (NOT other.is_partial OR other.is_current)
            )
        ORDER BY same.fetched_at DESC, same.number DESC LIMIT 1
    ) AS version,
    change.former_version,
    change.changed_at,
    change.cause,
    change.kind,
    change.title_before,
    change.title_after,
    newsbot.words_changed(
        change.title_before || coalesce(E'\n' || change.body_before, ''),
        change.title_after || coalesce(E'\n' || change.body_after, ''), '+'
    ) AS words_added,
    newsbot.words_changed(
        change.title_before || coalesce(E'\n' || change.body_before, ''),
        change.title_after || coalesce(E'\n' || change.body_after, ''), '-'
    ) AS words_removed,
    newsbot.word_difference(
        change.title_before || coalesce(E'\n' || change.body_before, ''),
        change.title_after || coalesce(E'\n' || change.body_after, '')
    ) AS difference,
    change.before,
    change.after
FROM (
    (SELECT
        new.article_id,
        new.number,
        new.fetched_at,
        new.text_sha256,
        old.number AS former_version,
        new.fetched_at AS changed_at,
        new.cause,
        CASE
            WHEN new.title = old.title THEN 'body'
            WHEN new.body = old.body THEN 'title'
            ELSE 'both'
        END AS kind,
        old.title AS title_before,
        new.title AS title_after,
        old.body AS body_before,
        new.body AS body_after,
        NULL::jsonb AS before,
        NULL::jsonb AS after
    FROM newsbot.versions AS new
    CROSS JOIN LATERAL (
        SELECT former.number, former.title, former.body, former.text_sha256
        FROM newsbot.versions AS former
        WHERE former.article_id = new.article_id
            AND (former.fetched_at, former.number) < (new.fetched_at, new.number)
            AND NOT former.held AND (NOT former.is_partial OR former.is_current)
        ORDER BY former.fetched_at DESC, former.number DESC LIMIT 1
    ) AS old
    WHERE (new.number > 1 OR new.may_follow)
        AND NOT new.held AND (NOT new.is_partial OR new.is_current)
        AND new.text_sha256 <> old.text_sha256
    ORDER BY new.fetched_at DESC)
    UNION ALL
    (SELECT
        amended.article_id,
        new.number,
        new.fetched_at,
        new.text_sha256,
        NULL::integer AS former_version,
        amended.fetched_at AS changed_at,
        NULL::text AS cause,
        CASE WHEN amended.after ? 'title' THEN 'title' ELSE 'metadata' END AS kind,
        CASE WHEN amended.after ? 'title' THEN amended.before ->> 'title' ELSE new.title END
            AS title_before,
        CASE WHEN amended.after ? 'title' THEN amended.after ->> 'title' ELSE new.title END
            AS title_after,
        NULL::text AS body_before,
        NULL::text AS body_after,
        amended.before,
        amended.after
    FROM newsbot.amendments AS amended
    CROSS JOIN LATERAL (
        SELECT v.number, v.fetched_at, v.text_sha256, v.title FROM newsbot.versions AS v
        WHERE v.id = amended.version_id AND NOT v.held AND (NOT v.is_partial OR v.is_current)
        LIMIT 1
    ) AS new
    ORDER BY amended.fetched_at DESC)
) AS change;

COMMENT ON VIEW news.version_changes IS
    'One row a change of an article: between two texts that followed each other, or of the metadata of one text.';
COMMENT ON COLUMN news.version_changes.article_id IS
    'The article.';
COMMENT ON COLUMN news.version_changes.version IS
    'The version after the change, as in news.article_versions.';
COMMENT ON COLUMN news.version_changes.former_version IS
    'The version before it; null if only the headline or metadata of a version were replaced.';
COMMENT ON COLUMN news.version_changes.changed_at IS
    'When the article was first fetched with the change.';
COMMENT ON COLUMN news.version_changes.cause IS
    'Why: publisher, extractor or boilerplate, as in news.article_versions; null if only the headline or metadata of a version were replaced.';
COMMENT ON COLUMN news.version_changes.kind IS
    'What changed: title (the body is the same), body (the title is the same), both, or metadata (title and body are the same).';
COMMENT ON COLUMN news.version_changes.title_before IS
    'The title before the change.';
COMMENT ON COLUMN news.version_changes.title_after IS
    'The title after the change.';
COMMENT ON COLUMN news.version_changes.words_added IS
    'How many words of title and body are new. Letters of scripts without spaces between words count as parts of a word.';
COMMENT ON COLUMN news.version_changes.words_removed IS
    'How many words of title and body are gone.';
COMMENT ON COLUMN news.version_changes.difference IS
    'The changed words of title and body with six words around them, as wdiff writes them: [-removed-] {+added+}; null for metadata.';
COMMENT ON COLUMN news.version_changes.before IS
    'The changed metadata before the change: an object of field and value; null if the text changed.';
COMMENT ON COLUMN news.version_changes.after IS
    'The changed metadata after the change.';
