DELETE FROM newsbot.url_key_versions WHERE table_name = 'article_urls';
UPDATE newsbot.url_key_versions SET version = 2 WHERE version > 2;
DROP TABLE newsbot.article_urls;
DROP INDEX newsbot.articles_main_key_idx;
ALTER TABLE newsbot.articles DROP COLUMN main_url, DROP COLUMN main_key;
