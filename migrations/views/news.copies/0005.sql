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
    'The original, which is never itself a copy.';
COMMENT ON COLUMN news.copies.site IS
    'Site of the copy.';
COMMENT ON COLUMN news.copies.url IS
    'URL of the copy.';
COMMENT ON COLUMN news.copies.similarity IS
    'Jaccard index, 0 to 1, of the word 5-grams of the copy and of the text that it was recognised by, which may be another copy.';
COMMENT ON COLUMN news.copies.containment IS
    'Word 5-grams that both texts have, over those of the shorter text, 0 to 1.';
COMMENT ON COLUMN news.copies.method IS
    'How the copy was recognised: exact (the same words), shingles (most words are the same) or lead (reworked, with the same opening and numbers).';
COMMENT ON COLUMN news.copies.decided_at IS
    'When the copy was recognised.';
