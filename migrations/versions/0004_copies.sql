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
