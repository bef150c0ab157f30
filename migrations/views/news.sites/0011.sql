CREATE OR REPLACE VIEW news.sites AS
SELECT
    s.key AS site,
    s.name,
    s.first_seen_at,
    (SELECT count(*) FROM newsbot.articles AS a WHERE a.site_id = s.id) AS article_count,
    s.forgotten_at
FROM newsbot.sites AS s;

COMMENT ON VIEW news.sites IS
    'One row a site that is registered, or of which an article or source is or was known.';
COMMENT ON COLUMN news.sites.site IS
    'Key of the registered site, else the registrable domain.';
COMMENT ON COLUMN news.sites.name IS
    'The name that the registry gives it.';
COMMENT ON COLUMN news.sites.first_seen_at IS
    'When it first became known.';
COMMENT ON COLUMN news.sites.article_count IS
    'Stored articles of the site, copies included.';
COMMENT ON COLUMN news.sites.forgotten_at IS
    'When `scrapy sites forget` removed the site; nothing of it is stored again. Null: it was not.';
