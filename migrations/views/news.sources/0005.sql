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
    'Key of the registered site, else the registrable domain.';
COMMENT ON COLUMN news.sources.kind IS
    'feed, sitemap or section.';
COMMENT ON COLUMN news.sources.url IS
    'URL of the source.';
COMMENT ON COLUMN news.sources.fetched_at IS
    'When the source was last fetched.';
COMMENT ON COLUMN news.sources.links IS
    'How many links to articles it listed then.';
COMMENT ON COLUMN news.sources.failure IS
    'Why the source could not be read then, or not as a whole; null when it could.';
