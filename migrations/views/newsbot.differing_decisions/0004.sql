-- What a crawl decided since stands, for it knew more. So does the group of an original that is not
-- decided again.
CREATE OR REPLACE VIEW newsbot.differing_decisions AS
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
