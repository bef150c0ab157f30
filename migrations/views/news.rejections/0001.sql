CREATE OR REPLACE VIEW news.rejections AS
SELECT
    r.url,
    s.key AS site,
    r.stage,
    r.reason,
    r.detail,
    r.status,
    r.times,
    r.first_at,
    r.last_at,
    r.run_id
FROM newsbot.rejections AS r
JOIN newsbot.sites AS s ON s.id = r.site_id;

COMMENT ON VIEW news.rejections IS
    'One row an address that gave no article when last asked for: what it was, and why.';
COMMENT ON COLUMN news.rejections.url IS
    'The address.';
COMMENT ON COLUMN news.rejections.site IS
    'Its site.';
COMMENT ON COLUMN news.rejections.stage IS
    'download: it could not be fetched; extract: the page holds no article.';
COMMENT ON COLUMN news.rejections.reason IS
    'Why, as a word to group by.';
COMMENT ON COLUMN news.rejections.detail IS
    'Why, for a person.';
COMMENT ON COLUMN news.rejections.status IS
    'HTTP status, where there was one.';
COMMENT ON COLUMN news.rejections.times IS
    'How often this happened.';
COMMENT ON COLUMN news.rejections.first_at IS
    'When it first happened.';
COMMENT ON COLUMN news.rejections.last_at IS
    'When it last happened.';
COMMENT ON COLUMN news.rejections.run_id IS
    'The run that saw it last.';
