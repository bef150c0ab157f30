CREATE OR REPLACE VIEW news.article_versions AS
SELECT
    v.article_id,
    v.number AS version,
    v.is_current,
    v.fetched_at AS valid_from,
    lead(v.fetched_at) OVER (PARTITION BY v.article_id ORDER BY v.fetched_at, v.number) AS valid_to,
    v.title,
    v.subtitle,
    v.authors,
    v.published_at,
    v.modified_at,
    v.body,
    v.word_count,
    v.extractor,
    v.extractor_version
FROM newsbot.versions AS v;

COMMENT ON VIEW news.article_versions IS
    'Every text that an article had, with its interval.';
COMMENT ON COLUMN news.article_versions.article_id IS
    'The article.';
COMMENT ON COLUMN news.article_versions.version IS
    'Number of the text, in the order of storing.';
COMMENT ON COLUMN news.article_versions.is_current IS
    'Whether this is the text that news.articles shows.';
COMMENT ON COLUMN news.article_versions.valid_from IS
    'When this text was first fetched.';
COMMENT ON COLUMN news.article_versions.valid_to IS
    'When the next text was first fetched; null for the last one.';
COMMENT ON COLUMN news.article_versions.title IS
    'Headline, without the name of the site.';
COMMENT ON COLUMN news.article_versions.subtitle IS
    'Second headline, where the page marks one.';
COMMENT ON COLUMN news.article_versions.authors IS
    'Names of the authors in the order given; empty where none is named.';
COMMENT ON COLUMN news.article_versions.published_at IS
    'When the article was first published, as the page or its source says; null where neither does.';
COMMENT ON COLUMN news.article_versions.modified_at IS
    'When the page says that it was last changed.';
COMMENT ON COLUMN news.article_versions.body IS
    'The text without title, navigation, captions, teasers and comments; one paragraph a line.';
COMMENT ON COLUMN news.article_versions.word_count IS
    'Words of the body.';
COMMENT ON COLUMN news.article_versions.extractor IS
    'What took the body out of the page.';
COMMENT ON COLUMN news.article_versions.extractor_version IS
    'And in which version.';
