-- Fills the kept columns of the rows that are there already.
UPDATE newsbot.articles AS a SET
    site_key = s.key,
    published_at = v.published_at,
    copy_count = (SELECT count(*) FROM newsbot.articles AS c WHERE c.copy_of = a.id)
FROM newsbot.sites AS s, newsbot.versions AS v
WHERE s.id = a.site_id AND v.article_id = a.id AND v.is_current;

ALTER TABLE newsbot.articles
    ADD CONSTRAINT articles_site_key_check CHECK (site_key IS NOT NULL) NOT VALID;
ALTER TABLE newsbot.articles VALIDATE CONSTRAINT articles_site_key_check;
ALTER TABLE newsbot.articles ALTER COLUMN site_key SET NOT NULL;
ALTER TABLE newsbot.articles DROP CONSTRAINT articles_site_key_check;

UPDATE newsbot.site_days SET
    median_words = newsbot.median_of_counts(words),
    median_latency = newsbot.median_of_counts(latencies)
WHERE words <> '{}' OR latencies <> '{}';
