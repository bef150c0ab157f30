ALTER TABLE newsbot.versions
    ADD COLUMN published_source text,
    ADD COLUMN modified_source text,
    ADD COLUMN published_offset_minutes smallint,
    ADD COLUMN credits text[] NOT NULL DEFAULT '{}';

CREATE OR REPLACE VIEW news.all_articles AS
SELECT
    a.id,
    a.url,
    v.canonical_url,
    s.key AS site,
    v.title,
    v.subtitle,
    v.authors,
    v.published_at,
    v.published_precision,
    v.modified_at,
    v.language,
    v.section,
    v.tags,
    v.summary,
    v.body,
    v.image_url,
    v.word_count,
    v.is_paywalled,
    (SELECT count(*) FROM newsbot.articles AS c WHERE c.copy_of = a.id) AS copy_count,
    CAST(NULL AS bigint) AS story_id,
    a.first_seen_at,
    a.fetched_at,
    a.updated_at,
    v.number AS version,
    v.extractor,
    v.extractor_version,
    a.copy_of,
    a.similarity,
    a.containment,
    v.published_source,
    v.modified_source,
    v.published_offset_minutes,
    v.credits
FROM newsbot.articles AS a
JOIN newsbot.versions AS v ON v.article_id = a.id AND v.is_current
JOIN newsbot.sites AS s ON s.id = a.site_id;

CREATE OR REPLACE VIEW news.articles AS
SELECT
    id, url, canonical_url, site, title, subtitle, authors, published_at, published_precision,
    modified_at, language, section, tags, summary, body, image_url, word_count, is_paywalled,
    copy_count, story_id, first_seen_at, fetched_at, updated_at, version, extractor,
    extractor_version, published_source, modified_source, published_offset_minutes, credits
FROM news.all_articles
WHERE copy_of IS NULL;

COMMENT ON COLUMN news.all_articles.authors IS
    'Names of the persons who wrote it, in the order given; empty where none is named.';
COMMENT ON COLUMN news.all_articles.language IS
    'ISO 639-1 code: what the page declares, unless its text is clearly in another language.';
COMMENT ON COLUMN news.all_articles.published_source IS
    'Source of published_at: rule, json-ld, meta:NAME, feed, microdata, time-element, url or text.';
COMMENT ON COLUMN news.all_articles.modified_source IS
    'Where modified_at was found, in the words of published_source.';
COMMENT ON COLUMN news.all_articles.published_offset_minutes IS
    'Minutes that the publisher''s clock was ahead of UTC; null where the page does not tell.';
COMMENT ON COLUMN news.all_articles.credits IS
    'Organisations that the byline names, such as agencies; empty where it names none.';

COMMENT ON COLUMN news.articles.authors IS
    'Names of the persons who wrote it, in the order given; empty where none is named.';
COMMENT ON COLUMN news.articles.language IS
    'ISO 639-1 code: what the page declares, unless its text is clearly in another language.';
COMMENT ON COLUMN news.articles.published_source IS
    'Source of published_at: rule, json-ld, meta:NAME, feed, microdata, time-element, url or text.';
COMMENT ON COLUMN news.articles.modified_source IS
    'Where modified_at was found, in the words of published_source.';
COMMENT ON COLUMN news.articles.published_offset_minutes IS
    'Minutes that the publisher''s clock was ahead of UTC; null where the page does not tell.';
COMMENT ON COLUMN news.articles.credits IS
    'Organisations that the byline names, such as agencies; empty where it names none.';
