CREATE OR REPLACE VIEW news.sources AS
SELECT
    src.id AS source_id,
    s.key AS site,
    src.kind,
    src.url,
    src.fetched_at,
    src.links,
    src.failure,
    src.next_at,
    src.every,
    src.status,
    src.failures,
    src.mean_gap,
    src.quiet_since
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
COMMENT ON COLUMN news.sources.next_at IS
    'The source is not polled before this moment; null: it is polled only when a person names it.';
COMMENT ON COLUMN news.sources.every IS
    'How often it is polled, as the registry has it; zero: in each run; null: as its articles come.';
COMMENT ON COLUMN news.sources.status IS
    'HTTP status of its last answer, 304 where nothing had changed; null where none came.';
COMMENT ON COLUMN news.sources.failures IS
    'How many polls in a row failed; a refusal counts as 2, a missing page as 3, one that is gone as 5; 20 at most.';
COMMENT ON COLUMN news.sources.mean_gap IS
    'Mean time between two new articles, of which the last ones count most; null: not known yet.';
COMMENT ON COLUMN news.sources.quiet_since IS
    'When a poll last found an article that was new, else the first poll.';
