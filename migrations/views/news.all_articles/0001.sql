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
    a.containment
FROM newsbot.articles AS a
JOIN newsbot.versions AS v ON v.article_id = a.id AND v.is_current
JOIN newsbot.sites AS s ON s.id = a.site_id;

COMMENT ON VIEW news.all_articles IS
    'One row an article, copies included.';
COMMENT ON COLUMN news.all_articles.id IS
    'Identifies the article for ever; never reused.';
COMMENT ON COLUMN news.all_articles.url IS
    'The address that answered, after redirects.';
COMMENT ON COLUMN news.all_articles.canonical_url IS
    'The address that the page itself names as its own, if it names one.';
COMMENT ON COLUMN news.all_articles.site IS
    'Key of the registered site, else the registrable domain.';
COMMENT ON COLUMN news.all_articles.title IS
    'Headline, without the name of the site.';
COMMENT ON COLUMN news.all_articles.subtitle IS
    'Second headline, where the page marks one.';
COMMENT ON COLUMN news.all_articles.authors IS
    'Names of the authors in the order given; empty where none is named.';
COMMENT ON COLUMN news.all_articles.published_at IS
    'When the article was first published, as the page or its source says; null where neither does.';
COMMENT ON COLUMN news.all_articles.published_precision IS
    'How exact published_at is: second, minute or day.';
COMMENT ON COLUMN news.all_articles.modified_at IS
    'When the page says that it was last changed.';
COMMENT ON COLUMN news.all_articles.language IS
    'ISO 639-1 code, as the page declares it.';
COMMENT ON COLUMN news.all_articles.section IS
    'The section that the page puts itself in.';
COMMENT ON COLUMN news.all_articles.tags IS
    'Key words that the page gives itself; empty where it gives none.';
COMMENT ON COLUMN news.all_articles.summary IS
    'The page''s own description of the article.';
COMMENT ON COLUMN news.all_articles.body IS
    'The text without title, navigation, captions, teasers and comments; one paragraph a line.';
COMMENT ON COLUMN news.all_articles.image_url IS
    'Address of the main picture.';
COMMENT ON COLUMN news.all_articles.word_count IS
    'Words of the body.';
COMMENT ON COLUMN news.all_articles.is_paywalled IS
    'Whether the page says that the text is for subscribers; null where it does not say.';
COMMENT ON COLUMN news.all_articles.copy_count IS
    'How many stored articles are copies of this one.';
COMMENT ON COLUMN news.all_articles.story_id IS
    'The story that the article is told of; null until stories are grouped.';
COMMENT ON COLUMN news.all_articles.first_seen_at IS
    'When the article was first fetched.';
COMMENT ON COLUMN news.all_articles.fetched_at IS
    'When the article was last fetched.';
COMMENT ON COLUMN news.all_articles.updated_at IS
    'When the text or the metadata last changed.';
COMMENT ON COLUMN news.all_articles.version IS
    'Number of the shown text; 1 is the first that was stored.';
COMMENT ON COLUMN news.all_articles.extractor IS
    'What took the body out of the page.';
COMMENT ON COLUMN news.all_articles.extractor_version IS
    'And in which version.';
COMMENT ON COLUMN news.all_articles.copy_of IS
    'The original that this article is a copy of; null for originals.';
COMMENT ON COLUMN news.all_articles.similarity IS
    'Jaccard index of both texts'' word 5-grams, 0 to 1; null for originals.';
COMMENT ON COLUMN news.all_articles.containment IS
    'Shared 5-grams over those of the shorter text, 0 to 1; null for originals.';
