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
    r.run_id,
    CASE WHEN f.state = 'pending'
        THEN greatest(coalesce(f.next_at, r.last_at), h.blocked_until) END AS next_at,
    f.state IS DISTINCT FROM 'pending' AS is_final
FROM newsbot.rejections AS r
JOIN newsbot.sites AS s ON s.id = r.site_id
LEFT JOIN newsbot.frontier AS f ON f.url_key = r.url_key
LEFT JOIN newsbot.hosts AS h ON h.host = f.host;

COMMENT ON VIEW news.rejections IS
    'One row a URL that gave no article when it was last fetched, with the reason.';
COMMENT ON COLUMN news.rejections.url IS
    'The URL that gave no article.';
COMMENT ON COLUMN news.rejections.site IS
    'Key of the registered site, else the registrable domain.';
COMMENT ON COLUMN news.rejections.stage IS
    'download: the URL could not be fetched; extract: the page holds no article; store: the database refused the article.';
COMMENT ON COLUMN news.rejections.reason IS
    'The reason as one word, to group by.';
COMMENT ON COLUMN news.rejections.detail IS
    'The reason in a sentence or a message.';
COMMENT ON COLUMN news.rejections.status IS
    'HTTP status, where there was one.';
COMMENT ON COLUMN news.rejections.times IS
    'How many times the URL gave no article.';
COMMENT ON COLUMN news.rejections.first_at IS
    'When the URL first gave no article.';
COMMENT ON COLUMN news.rejections.last_at IS
    'When the URL last gave no article.';
COMMENT ON COLUMN news.rejections.run_id IS
    'The run that last fetched the URL.';
COMMENT ON COLUMN news.rejections.next_at IS
    'When the URL is fetched again, at the earliest; null when it is not.';
COMMENT ON COLUMN news.rejections.is_final IS
    'Whether the URL is given up, until its source says that it changed or `scrapy retry` names it.';
