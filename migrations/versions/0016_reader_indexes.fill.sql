-- Fills the kept columns of articles that are there already.
UPDATE newsbot.articles AS a SET
    site_key = (SELECT s.key FROM newsbot.sites AS s WHERE s.id = a.site_id),
    published_at = (
        SELECT v.published_at FROM newsbot.versions AS v WHERE v.article_id = a.id AND v.is_current
    ),
    copy_count = (SELECT count(*) FROM newsbot.articles AS c WHERE c.copy_of = a.id)
WHERE a.id IN (
    SELECT unfilled.id FROM newsbot.articles AS unfilled
    WHERE unfilled.site_key IS NULL ORDER BY unfilled.id LIMIT 1000
);
