DROP VIEW news.hosts, news.articles, news.all_articles, news.article_versions, news.rejections, news.runs;

DROP TABLE newsbot.amendments;
-- Of texts that came back only the last stays: the schema before knew each text of an article once.
DELETE FROM newsbot.versions AS v
USING newsbot.versions AS other
WHERE other.article_id = v.article_id
  AND other.text_sha256 = v.text_sha256
  AND (other.is_current, other.number) > (v.is_current, v.number);
DROP INDEX newsbot.versions_article_id_fetched_at_idx;
ALTER TABLE newsbot.versions
    DROP COLUMN seen_between,
    DROP COLUMN seen_until,
    DROP COLUMN cause,
    DROP COLUMN plain_sha256,
    DROP COLUMN charset,
    DROP COLUMN is_partial,
    ADD CONSTRAINT versions_article_id_text_sha256_key UNIQUE (article_id, text_sha256);

DROP INDEX newsbot.rejections_body_sha256_idx, newsbot.rejections_extractor_version_idx;
DELETE FROM newsbot.rejections WHERE stage NOT IN ('download', 'extract');
ALTER TABLE newsbot.rejections
    DROP COLUMN body_sha256,
    DROP COLUMN extractor_version,
    ADD CONSTRAINT rejections_stage_check CHECK (stage IN ('download', 'extract'));

ALTER TABLE newsbot.frontier RENAME COLUMN tries TO attempts;
ALTER TABLE newsbot.frontier
    DROP COLUMN next_at,
    DROP COLUMN host;
DROP TABLE newsbot.hosts;

ALTER TABLE newsbot.sites ALTER COLUMN first_seen_at SET DEFAULT now();
ALTER TABLE newsbot.frontier ALTER COLUMN discovered_at SET DEFAULT now();
ALTER TABLE newsbot.changes ALTER COLUMN changed_at SET DEFAULT now();
ALTER TABLE newsbot.runs ALTER COLUMN started_at SET DEFAULT now();
ALTER TABLE newsbot.sketch_days ALTER COLUMN touched_at SET DEFAULT now();
DROP FUNCTION newsbot.now();

CREATE VIEW news.all_articles AS
SELECT a.id,
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
    ( SELECT count(*) AS count
           FROM newsbot.articles c
          WHERE c.copy_of = a.id) AS copy_count,
    NULL::bigint AS story_id,
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
   FROM newsbot.articles a
     JOIN newsbot.versions v ON v.article_id = a.id AND v.is_current
     JOIN newsbot.sites s ON s.id = a.site_id;

CREATE VIEW news.articles AS
SELECT id,
    url,
    canonical_url,
    site,
    title,
    subtitle,
    authors,
    published_at,
    published_precision,
    modified_at,
    language,
    section,
    tags,
    summary,
    body,
    image_url,
    word_count,
    is_paywalled,
    copy_count,
    story_id,
    first_seen_at,
    fetched_at,
    updated_at,
    version,
    extractor,
    extractor_version,
    published_source,
    modified_source,
    published_offset_minutes,
    credits
   FROM news.all_articles
  WHERE copy_of IS NULL;

CREATE VIEW news.article_versions AS
SELECT article_id,
    number AS version,
    is_current,
    fetched_at AS valid_from,
    lead(fetched_at) OVER (PARTITION BY article_id ORDER BY fetched_at, number) AS valid_to,
    title,
    subtitle,
    authors,
    published_at,
    modified_at,
    body,
    word_count,
    extractor,
    extractor_version
   FROM newsbot.versions v;

CREATE VIEW news.rejections AS
SELECT r.url,
    s.key AS site,
    r.stage,
    r.reason,
    r.detail,
    r.status,
    r.times,
    r.first_at,
    r.last_at,
    r.run_id
   FROM newsbot.rejections r
     JOIN newsbot.sites s ON s.id = r.site_id;

CREATE VIEW news.runs AS
SELECT id AS run_id,
    spider,
    arguments,
    newsbot_version,
    started_at,
    finished_at,
    finish_reason,
    exit_code,
    (counters ->> 'fetched'::text)::bigint AS fetched,
    (counters ->> 'new'::text)::bigint AS new_articles,
    (counters ->> 'copy'::text)::bigint AS copies,
    (counters ->> 'revised'::text)::bigint AS revised,
    (counters ->> 'unchanged'::text)::bigint AS unchanged,
    (counters ->> 'rejected'::text)::bigint AS rejected,
    (counters ->> 'failed'::text)::bigint AS failed
   FROM newsbot.runs;

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
    'Names of the persons who wrote it, in the order given; empty where none is named.';
COMMENT ON COLUMN news.all_articles.published_at IS
    'When the article was first published, as the page or its source says; null where neither does.';
COMMENT ON COLUMN news.all_articles.published_precision IS
    'How exact published_at is: second, minute or day.';
COMMENT ON COLUMN news.all_articles.modified_at IS
    'When the page says that it was last changed.';
COMMENT ON COLUMN news.all_articles.language IS
    'ISO 639-1 code: what the page declares, unless its text is clearly in another language.';
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
    'Jaccard index of its word 5-grams and those of the text of its group that it was found by, 0 to 1; null for originals.';
COMMENT ON COLUMN news.all_articles.containment IS
    'Shared 5-grams over those of the shorter of both texts, 0 to 1; null for originals.';
COMMENT ON COLUMN news.all_articles.published_source IS
    'Source of published_at: rule, json-ld, meta:NAME, feed, microdata, time-element, url or text.';
COMMENT ON COLUMN news.all_articles.modified_source IS
    'Where modified_at was found, in the words of published_source.';
COMMENT ON COLUMN news.all_articles.published_offset_minutes IS
    'Minutes that the publisher''s clock was ahead of UTC; null where the page does not tell.';
COMMENT ON COLUMN news.all_articles.credits IS
    'Organisations that the byline names, such as agencies; empty where it names none.';
COMMENT ON VIEW news.articles IS
    'One row a distinct article: copies are left out and counted.';
COMMENT ON COLUMN news.articles.id IS
    'Identifies the article for ever; never reused.';
COMMENT ON COLUMN news.articles.url IS
    'The address that answered, after redirects.';
COMMENT ON COLUMN news.articles.canonical_url IS
    'The address that the page itself names as its own, if it names one.';
COMMENT ON COLUMN news.articles.site IS
    'Key of the registered site, else the registrable domain.';
COMMENT ON COLUMN news.articles.title IS
    'Headline, without the name of the site.';
COMMENT ON COLUMN news.articles.subtitle IS
    'Second headline, where the page marks one.';
COMMENT ON COLUMN news.articles.authors IS
    'Names of the persons who wrote it, in the order given; empty where none is named.';
COMMENT ON COLUMN news.articles.published_at IS
    'When the article was first published, as the page or its source says; null where neither does.';
COMMENT ON COLUMN news.articles.published_precision IS
    'How exact published_at is: second, minute or day.';
COMMENT ON COLUMN news.articles.modified_at IS
    'When the page says that it was last changed.';
COMMENT ON COLUMN news.articles.language IS
    'ISO 639-1 code: what the page declares, unless its text is clearly in another language.';
COMMENT ON COLUMN news.articles.section IS
    'The section that the page puts itself in.';
COMMENT ON COLUMN news.articles.tags IS
    'Key words that the page gives itself; empty where it gives none.';
COMMENT ON COLUMN news.articles.summary IS
    'The page''s own description of the article.';
COMMENT ON COLUMN news.articles.body IS
    'The text without title, navigation, captions, teasers and comments; one paragraph a line.';
COMMENT ON COLUMN news.articles.image_url IS
    'Address of the main picture.';
COMMENT ON COLUMN news.articles.word_count IS
    'Words of the body.';
COMMENT ON COLUMN news.articles.is_paywalled IS
    'Whether the page says that the text is for subscribers; null where it does not say.';
COMMENT ON COLUMN news.articles.copy_count IS
    'How many stored articles are copies of this one.';
COMMENT ON COLUMN news.articles.story_id IS
    'The story that the article is told of; null until stories are grouped.';
COMMENT ON COLUMN news.articles.first_seen_at IS
    'When the article was first fetched.';
COMMENT ON COLUMN news.articles.fetched_at IS
    'When the article was last fetched.';
COMMENT ON COLUMN news.articles.updated_at IS
    'When the text or the metadata last changed.';
COMMENT ON COLUMN news.articles.version IS
    'Number of the shown text; 1 is the first that was stored.';
COMMENT ON COLUMN news.articles.extractor IS
    'What took the body out of the page.';
COMMENT ON COLUMN news.articles.extractor_version IS
    'And in which version.';
COMMENT ON COLUMN news.articles.published_source IS
    'Source of published_at: rule, json-ld, meta:NAME, feed, microdata, time-element, url or text.';
COMMENT ON COLUMN news.articles.modified_source IS
    'Where modified_at was found, in the words of published_source.';
COMMENT ON COLUMN news.articles.published_offset_minutes IS
    'Minutes that the publisher''s clock was ahead of UTC; null where the page does not tell.';
COMMENT ON COLUMN news.articles.credits IS
    'Organisations that the byline names, such as agencies; empty where it names none.';
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
COMMENT ON VIEW news.rejections IS
    'One row an address that gave no article when last asked for: what it was, and why.';
COMMENT ON COLUMN news.rejections.url IS
    'The address.';
COMMENT ON COLUMN news.rejections.site IS
    'Its site.';
COMMENT ON COLUMN news.rejections.stage IS
    'download: it could not be fetched; extract: the page holds no article.';
COMMENT ON COLUMN news.rejections.reason IS
    'Why, as a word to group by.';
COMMENT ON COLUMN news.rejections.detail IS
    'Why, for a person.';
COMMENT ON COLUMN news.rejections.status IS
    'HTTP status, where there was one.';
COMMENT ON COLUMN news.rejections.times IS
    'How often this happened.';
COMMENT ON COLUMN news.rejections.first_at IS
    'When it first happened.';
COMMENT ON COLUMN news.rejections.last_at IS
    'When it last happened.';
COMMENT ON COLUMN news.rejections.run_id IS
    'The run that saw it last.';
COMMENT ON VIEW news.runs IS
    'One row a crawl: what it was asked and what came of it. A run that was killed has no finished_at.';
COMMENT ON COLUMN news.runs.run_id IS
    'Identifies the run.';
COMMENT ON COLUMN news.runs.spider IS
    'The spider that ran.';
COMMENT ON COLUMN news.runs.arguments IS
    'Its arguments.';
COMMENT ON COLUMN news.runs.newsbot_version IS
    'The version that ran.';
COMMENT ON COLUMN news.runs.started_at IS
    'When it started.';
COMMENT ON COLUMN news.runs.finished_at IS
    'When it ended.';
COMMENT ON COLUMN news.runs.finish_reason IS
    'Scrapy''s finish reason.';
COMMENT ON COLUMN news.runs.exit_code IS
    'The exit code of the command.';
COMMENT ON COLUMN news.runs.fetched IS
    'Pages fetched.';
COMMENT ON COLUMN news.runs.new_articles IS
    'Articles stored for the first time, further printings left out.';
COMMENT ON COLUMN news.runs.copies IS
    'Further printings of what was stored, whichever of them is the original.';
COMMENT ON COLUMN news.runs.revised IS
    'Articles stored in a further version.';
COMMENT ON COLUMN news.runs.unchanged IS
    'Articles fetched again with a known text.';
COMMENT ON COLUMN news.runs.rejected IS
    'Pages that hold no article.';
COMMENT ON COLUMN news.runs.failed IS
    'Downloads that failed.';
COMMENT ON COLUMN news.changes.op IS
    'insert: a new article, copies included; update: a further version; merge: it has another original now, or none any more; delete: not written yet.';
