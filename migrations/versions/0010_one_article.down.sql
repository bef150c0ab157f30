DELETE FROM newsbot.url_key_versions WHERE table_name = 'article_urls';
-- Where an upgrade has made only a part of the keys anew, the next one begins from the start: until
-- then, the older release adds keys of its own everywhere.
UPDATE newsbot.url_key_versions
SET version = least(version, 2), next_version = NULL, after = NULL
WHERE version > 2 OR next_version > 2;
DROP TABLE newsbot.article_urls;
DROP INDEX newsbot.articles_main_key_idx;
ALTER TABLE newsbot.articles DROP COLUMN main_url, DROP COLUMN main_key;
