-- Of partial texts only one that is current is seen. A text that follows itself is one, and its last
-- version stands for it: a headline may have been another one for less than a day. A text that is held
-- takes no part in the intervals of the others.
CREATE OR REPLACE VIEW news.article_versions AS
SELECT
    v.article_id,
    v.number AS version,
    v.is_current,
    CASE
        WHEN v.held THEN v.fetched_at
        ELSE coalesce(lag(v.next_at) OVER in_time, v.first_at)
    END AS valid_from,
    CASE WHEN v.held THEN v.seen_until ELSE v.next_at END AS valid_to,
    v.title,
    v.subtitle,
    v.authors,
    v.published_at,
    v.modified_at,
    v.body,
    v.word_count,
    v.extractor,
    v.extractor_version,
    v.cause,
    v.is_partial,
    v.charset,
    v.held,
    v.body_markdown,
    v.body_certainty
FROM (
    SELECT
        every.*,
        min(every.fetched_at) OVER (PARTITION BY every.article_id, every.held) AS first_at,
        lead(every.fetched_at) OVER in_time AS next_at,
        lead(every.text_sha256) OVER in_time AS next_text
    FROM newsbot.versions AS every
    WHERE NOT every.is_partial OR every.is_current
    WINDOW in_time AS (PARTITION BY every.article_id, every.held ORDER BY every.fetched_at, every.number)
) AS v
WHERE v.held OR v.next_text IS DISTINCT FROM v.text_sha256
WINDOW in_time AS (PARTITION BY v.article_id, v.held ORDER BY v.fetched_at, v.number);

COMMENT ON VIEW news.article_versions IS
    'One row a text that an article had, with the interval in which it had it.';
COMMENT ON COLUMN news.article_versions.article_id IS
    'The article.';
COMMENT ON COLUMN news.article_versions.version IS
    'Number of the version, in the order of storing; numbers may be missing.';
COMMENT ON COLUMN news.article_versions.is_current IS
    'Whether this is the text that news.articles shows.';
COMMENT ON COLUMN news.article_versions.valid_from IS
    'When this text was first fetched.';
COMMENT ON COLUMN news.article_versions.valid_to IS
    'When the next text was first fetched; null for the last one; of a held text when it was last fetched.';
COMMENT ON COLUMN news.article_versions.title IS
    'Headline, without the name of the site.';
COMMENT ON COLUMN news.article_versions.subtitle IS
    'Second headline, where the page marks one.';
COMMENT ON COLUMN news.article_versions.authors IS
    'Names of the persons who wrote it, in the order given; empty where none is named.';
COMMENT ON COLUMN news.article_versions.published_at IS
    'When the article was first published, as the page or its source says; null where neither does.';
COMMENT ON COLUMN news.article_versions.modified_at IS
    'When the article was last changed, as the page says; null where it does not say.';
COMMENT ON COLUMN news.article_versions.body IS
    'The text without title, navigation, captions, teasers and comments; one paragraph a line.';
COMMENT ON COLUMN news.article_versions.word_count IS
    'Words of the body.';
COMMENT ON COLUMN news.article_versions.extractor IS
    'The program that extracted the body from the page.';
COMMENT ON COLUMN news.article_versions.extractor_version IS
    'The version of the extractor.';
COMMENT ON COLUMN news.article_versions.cause IS
    'Why the text differs from the one before: publisher (the publisher changed it), extractor (a newer newsbot extracted another text) or boilerplate (lines that the site repeats were learned or forgotten).';
COMMENT ON COLUMN news.article_versions.is_partial IS
    'Whether the transfer of the page was cut off.';
COMMENT ON COLUMN news.article_versions.charset IS
    'The encoding that the page was read in, e.g. utf-8.';
COMMENT ON COLUMN news.article_versions.held IS
    'Whether the text has less than half the words of the one before, and is held back: it was never the article''s text, unless another look confirms it.';
COMMENT ON COLUMN news.article_versions.body_markdown IS
    'The words of body in Markdown (CommonMark with tables): headings, lists, tables, quotes, emphasis, links; null for texts stored before this was kept.';
COMMENT ON COLUMN news.article_versions.body_certainty IS
    'How sure the model is of the whole body, 0 to 1: the F1 that it expects; null where it did not choose the body (rules, live blogs), and for texts stored before this was kept.';
