ALTER TABLE newsbot.articles ADD COLUMN main_url text, ADD COLUMN main_key bytea;
ALTER TABLE newsbot.articles ADD CONSTRAINT articles_main_url_has_key_check
    CHECK (num_nulls(main_url, main_key) IN (0, 2)) NOT VALID;
ALTER TABLE newsbot.articles VALIDATE CONSTRAINT articles_main_url_has_key_check;
CREATE INDEX articles_main_key_idx ON newsbot.articles (main_key, id) WHERE main_key IS NOT NULL;

CREATE TABLE newsbot.article_urls (
    url_key bytea PRIMARY KEY,
    url text NOT NULL,
    article_id bigint NOT NULL REFERENCES newsbot.articles ON DELETE CASCADE,
    fetched_at timestamptz
);
CREATE INDEX article_urls_article_id_idx ON newsbot.article_urls (article_id);

-- An empty table has no keys of an older version. So it is marked as having keys of version 3.
INSERT INTO newsbot.url_key_versions (table_name, version) VALUES ('article_urls', 3);
UPDATE newsbot.url_key_versions SET version = 3, next_version = NULL, after = NULL
WHERE (table_name = 'articles' AND NOT EXISTS (SELECT FROM newsbot.articles))
    OR (table_name = 'frontier' AND NOT EXISTS (SELECT FROM newsbot.frontier))
    OR (table_name = 'rejections' AND NOT EXISTS (SELECT FROM newsbot.rejections));
