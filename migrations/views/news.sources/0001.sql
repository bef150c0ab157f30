CREATE OR REPLACE VIEW news.sources AS
SELECT
    src.id AS source_id,
    s.key AS site,
    src.kind,
    src.url,
    src.fetched_at,
    src.links,
    src.failure
FROM newsbot.sources AS src
JOIN newsbot.sites AS s ON s.id = src.site_id;

COMMENT ON VIEW news.sources IS
    'One row a feed, sitemap or section page, with what came of its last fetch.';
COMMENT ON COLUMN news.sources.source_id IS
    'Identifies the source.';
COMMENT ON COLUMN news.sources.site IS
    'Its site.';
COMMENT ON COLUMN news.sources.kind IS
    'feed, sitemap or section.';
COMMENT ON COLUMN news.sources.url IS
    'Its address.';
COMMENT ON COLUMN news.sources.fetched_at IS
    'When it was last asked for.';
COMMENT ON COLUMN news.sources.links IS
    'How many article links it listed then.';
COMMENT ON COLUMN news.sources.failure IS
    'Why it could not be read then; null when it could.';
