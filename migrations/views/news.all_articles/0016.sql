CREATE OR REPLACE VIEW news.all_articles AS
SELECT
    a.id,
    a.url,
    v.canonical_url,
    a.site_key AS site,
    v.title,
    v.subtitle,
    v.authors,
    a.published_at,
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
    a.copy_count,
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
    v.credits,
    v.is_partial,
    v.charset,
    a.gone_at,
    EXISTS (
        SELECT FROM newsbot.versions AS h
        WHERE h.article_id = a.id AND h.held AND h.seen_until > v.seen_until
    ) AS held,
    v.from_feed,
    v.body_markdown,
    v.body_certainty
FROM newsbot.articles AS a
JOIN newsbot.versions AS v ON v.article_id = a.id AND v.is_current;

COMMENT ON VIEW news.all_articles IS
    'One row an article, copies included.';
COMMENT ON COLUMN news.all_articles.id IS
    'Identifies the article; never reused.';
COMMENT ON COLUMN news.all_articles.url IS
    'The URL that answered, after redirects.';
COMMENT ON COLUMN news.all_articles.canonical_url IS
    'The canonical URL that the page names, if it names one.';
COMMENT ON COLUMN news.all_articles.site IS
    'Key of the registered site, else the registrable domain.';
COMMENT ON COLUMN news.all_articles.title IS
    'Headline, without the name of the site.';
COMMENT ON COLUMN news.all_articles.subtitle IS
    'Second headline, where the page marks one.';
COMMENT ON COLUMN news.all_articles.authors IS
    'Names of the persons who wrote it, in the order given; empty where none is named.';
COMMENT ON COLUMN news.all_articles.published_at IS
    'When the article was first published, as the page or its source says; null where neither does.';
COMMENT ON COLUMN news.all_articles.published_precision IS
    'How exact published_at is: second, minute or day.';
COMMENT ON COLUMN news.all_articles.modified_at IS
    'When the article was last changed, as the page says; null where it does not say.';
COMMENT ON COLUMN news.all_articles.language IS
    'ISO 639-1 code: what the page declares, unless its text is clearly in another language.';
COMMENT ON COLUMN news.all_articles.section IS
    'The section of the site that the page names as its own.';
COMMENT ON COLUMN news.all_articles.tags IS
    'Keywords that the page names; empty where it names none.';
COMMENT ON COLUMN news.all_articles.summary IS
    'The page''s own description of the article; where it has none, that of the feed (see from_feed).';
COMMENT ON COLUMN news.all_articles.body IS
    'The text without title, navigation, captions, teasers and comments; one paragraph a line.';
COMMENT ON COLUMN news.all_articles.image_url IS
    'URL of the main picture.';
COMMENT ON COLUMN news.all_articles.word_count IS
    'Words of the body.';
COMMENT ON COLUMN news.all_articles.is_paywalled IS
    'Whether the page says that the text is for subscribers; null where it does not say.';
COMMENT ON COLUMN news.all_articles.copy_count IS
    'How many stored articles are copies of this one.';
COMMENT ON COLUMN news.all_articles.story_id IS
    'The story that the article is about; null until stories are grouped.';
COMMENT ON COLUMN news.all_articles.first_seen_at IS
    'When the article was first fetched.';
COMMENT ON COLUMN news.all_articles.fetched_at IS
    'When the article was last fetched.';
COMMENT ON COLUMN news.all_articles.updated_at IS
    'When the text or the metadata last changed.';
COMMENT ON COLUMN news.all_articles.version IS
    'Number of the version that is shown; 1 is the first that was stored.';
COMMENT ON COLUMN news.all_articles.extractor IS
    'The program that extracted the body from the page.';
COMMENT ON COLUMN news.all_articles.extractor_version IS
    'The version of the extractor.';
COMMENT ON COLUMN news.all_articles.copy_of IS
    'The original that this article is a copy of; null for originals.';
COMMENT ON COLUMN news.all_articles.similarity IS
    'Jaccard index, 0 to 1, of the word 5-grams of this text and of the text that it was recognised by, which may be another copy; null for originals.';
COMMENT ON COLUMN news.all_articles.containment IS
    'Word 5-grams that both texts have, over those of the shorter text, 0 to 1; null for originals.';
COMMENT ON COLUMN news.all_articles.published_source IS
    'Source of published_at: rule, json-ld, meta:NAME, feed, microdata, time-element, url or text.';
COMMENT ON COLUMN news.all_articles.modified_source IS
    'Source of modified_at, in the words of published_source.';
COMMENT ON COLUMN news.all_articles.published_offset_minutes IS
    'Minutes that the publisher''s clock was ahead of UTC; null where the page does not tell.';
COMMENT ON COLUMN news.all_articles.credits IS
    'Organisations that the byline names, such as agencies; empty where it names none.';
COMMENT ON COLUMN news.all_articles.is_partial IS
    'Whether the transfer of the page was cut off, so that the text may lack its end; a whole page takes its place.';
COMMENT ON COLUMN news.all_articles.charset IS
    'The encoding that the page was read in, e.g. utf-8; null for articles stored before this was kept.';
COMMENT ON COLUMN news.all_articles.gone_at IS
    'When the page was found to be gone: status 410, or 404 twice a day apart; null while it is there.';
COMMENT ON COLUMN news.all_articles.held IS
    'Whether the page shows a text of less than half the words now, which is held back until another look confirms it.';
COMMENT ON COLUMN news.all_articles.from_feed IS
    'Which of title, authors, credits and summary the page does not state, so that they come from the feed or sitemap that lists it.';
COMMENT ON COLUMN news.all_articles.body_markdown IS
    'The words of body in Markdown (CommonMark with tables): headings, lists, tables, quotes, emphasis, links; null for texts stored before this was kept.';
COMMENT ON COLUMN news.all_articles.body_certainty IS
    'How sure the model is of the whole body, 0 to 1: the F1 that it expects; null where it did not choose the body (rules, live blogs), and for texts stored before this was kept.';
