CREATE OR REPLACE VIEW news.copies AS
SELECT
    a.id AS article_id,
    a.copy_of,
    s.key AS site,
    a.url,
    a.similarity,
    a.containment,
    a.method,
    a.decided_at
FROM newsbot.articles AS a
JOIN newsbot.sites AS s ON s.id = a.site_id
WHERE a.copy_of IS NOT NULL;

COMMENT ON VIEW news.copies IS
    'One row a copy: which original, and how alike the two are.';
COMMENT ON COLUMN news.copies.article_id IS
    'The copy.';
COMMENT ON COLUMN news.copies.copy_of IS
    'Its original, never itself a copy.';
COMMENT ON COLUMN news.copies.site IS
    'Site of the copy.';
COMMENT ON COLUMN news.copies.url IS
    'Address of the copy.';
COMMENT ON COLUMN news.copies.similarity IS
    'Jaccard index of its word 5-grams and those of the text of its group that it was found by, 0 to 1.';
COMMENT ON COLUMN news.copies.containment IS
    'Shared 5-grams over those of the shorter of both texts, 0 to 1.';
COMMENT ON COLUMN news.copies.method IS
    'exact: the same words; shingles: most of them; lead: reworked, with the same opening and numbers.';
COMMENT ON COLUMN news.copies.decided_at IS
    'When this was decided.';
