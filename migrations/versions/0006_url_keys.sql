CREATE TABLE newsbot.url_key_versions (
    table_name text PRIMARY KEY,
    version smallint NOT NULL,
    next_version smallint,
    after bytea
);

-- The kinds of sources are a table of the code, newsbot.discovery.kinds.
ALTER TABLE newsbot.sources DROP CONSTRAINT sources_kind_check;

-- What is empty has no key of an older version.
INSERT INTO newsbot.url_key_versions (table_name, version) VALUES
    ('articles', CASE WHEN EXISTS (SELECT FROM newsbot.articles) THEN 1 ELSE 2 END),
    ('frontier', CASE WHEN EXISTS (SELECT FROM newsbot.frontier) THEN 1 ELSE 2 END),
    ('rejections', CASE WHEN EXISTS (SELECT FROM newsbot.rejections) THEN 1 ELSE 2 END);

-- Those of sources and articles go when `scrapy db upgrade` makes the keys anew.
UPDATE newsbot.runs
SET arguments = CAST(
    regexp_replace(CAST(arguments AS text), '://[^/?#[:space:]"\\]*@', '://', 'g') AS jsonb
)
WHERE CAST(arguments AS text) ~ '://[^/?#[:space:]"\\]*@';

UPDATE newsbot.versions
SET canonical_url = regexp_replace(canonical_url, '://[^/?#[:space:]\\]*@', '://', 'g'),
    image_url = regexp_replace(image_url, '://[^/?#[:space:]\\]*@', '://', 'g'),
    based_on = regexp_replace(based_on, '://[^/?#[:space:]\\]*@', '://', 'g')
WHERE concat_ws(' ', canonical_url, image_url, based_on) ~ '://[^/?#[:space:]\\]*@';
