-- Sketches are of another kind than before, so the old ones find nothing: `scrapy dedup` makes new ones.
DROP TABLE newsbot.sketches;
CREATE TABLE newsbot.sketches (
    hash bigint NOT NULL,
    version_id bigint NOT NULL,
    day date NOT NULL
) PARTITION BY LIST (day);
CREATE INDEX sketches_hash_idx ON newsbot.sketches (hash, version_id);

CREATE TABLE newsbot.sketch_days (
    day date PRIMARY KEY,
    touched_at timestamptz NOT NULL DEFAULT now()
);

ALTER TABLE newsbot.articles ADD COLUMN article_number text;
CREATE INDEX articles_article_number_idx
    ON newsbot.articles (site_id, article_number, id) WHERE article_number IS NOT NULL;

-- The oldest of equal texts without sorting them all.
DROP INDEX newsbot.versions_content_sha256_idx;
CREATE INDEX versions_content_sha256_idx ON newsbot.versions (content_sha256, id);

ALTER TABLE newsbot.article_blocks ADD COLUMN is_reprint boolean NOT NULL DEFAULT false;

ALTER TABLE newsbot.versions
    ADD COLUMN based_on text,
    ADD COLUMN recurring_lines integer[] NOT NULL DEFAULT '{}';

CREATE TABLE newsbot.redecisions (
    article_id bigint PRIMARY KEY REFERENCES newsbot.articles,
    original bigint NOT NULL REFERENCES newsbot.articles,
    similarity real,
    containment real,
    method text,
    since timestamptz NOT NULL,
    dedup_version smallint NOT NULL,
    decided_at timestamptz NOT NULL
);
CREATE INDEX redecisions_original_idx ON newsbot.redecisions (original);

-- What a crawl decided since stands, for it knew more. So does the group of an original that is not
-- decided again.
CREATE VIEW newsbot.differing_decisions AS
SELECT
    article.id,
    article.url,
    article.copy_of,
    leader.id AS original,
    again.similarity,
    again.containment,
    again.method
FROM newsbot.redecisions AS again
JOIN newsbot.articles AS article
    ON article.id = again.article_id AND article.decided_at <= again.decided_at
JOIN newsbot.articles AS original ON original.id = again.original
LEFT JOIN newsbot.redecisions AS its
    ON its.article_id = original.id AND original.decided_at <= its.decided_at
CROSS JOIN LATERAL (
    SELECT coalesce(its.original, original.copy_of, original.id) AS id
) AS leader
WHERE leader.id <> coalesce(article.copy_of, article.id);

COMMENT ON COLUMN news.all_articles.similarity IS
    'Jaccard index of its word 5-grams and those of the text of its group that it was found by, 0 to 1; null for originals.';
COMMENT ON COLUMN news.all_articles.containment IS
    'Shared 5-grams over those of the shorter of both texts, 0 to 1; null for originals.';
COMMENT ON COLUMN news.copies.similarity IS
    'Jaccard index of its word 5-grams and those of the text of its group that it was found by, 0 to 1.';
COMMENT ON COLUMN news.copies.containment IS
    'Shared 5-grams over those of the shorter of both texts, 0 to 1.';
COMMENT ON COLUMN news.copies.method IS
    'exact: the same words; shingles: most of them; lead: reworked, with the same opening and numbers.';
COMMENT ON COLUMN news.changes.op IS
    'insert: a new article, copies included; update: a further version; merge: it has another original now, or none any more; delete: not written yet.';
COMMENT ON COLUMN news.runs.new_articles IS
    'Articles stored for the first time, further printings left out.';
COMMENT ON COLUMN news.runs.copies IS
    'Further printings of what was stored, whichever of them is the original.';
