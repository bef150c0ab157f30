CREATE OR REPLACE VIEW news.source_health AS
SELECT
    src.id AS source_id,
    s.key AS site,
    src.kind,
    src.url,
    days.good_at,
    days.news_at,
    days.links,
    days.polls,
    days.new_links,
    round(days.usual, 1) AS usual_new_links_a_day,
    coalesce(faulty.faults, 0) AS faults,
    faulty.failing_since,
    faulty.reason,
    host.blocked_until,
    host.reason AS host_reason
FROM newsbot.sources AS src
JOIN newsbot.sites AS s ON s.id = src.site_id
LEFT JOIN newsbot.hosts AS host ON host.host = src.host
LEFT JOIN LATERAL (
    SELECT
        max(d.good_at) AS good_at,
        max(d.last_news_at) AS news_at,
        (array_agg(d.links ORDER BY d.day DESC) FILTER (WHERE d.links IS NOT NULL))[1] AS links,
        sum(d.polls) FILTER (WHERE d.day = today.day) AS polls,
        sum(d.new_links) FILTER (WHERE d.day = today.day) AS new_links,
        sum(d.new_links) FILTER (WHERE d.day < today.day AND d.day >= today.day - 28)
            / nullif(least(28, today.day - min(d.day)), 0)::numeric AS usual
    FROM newsbot.source_days AS d, (SELECT (newsbot.now() AT TIME ZONE 'UTC')::date AS day) AS today
    WHERE d.source_id = src.id
    GROUP BY today.day
) AS days ON true
LEFT JOIN LATERAL (
    SELECT
        count(*) AS faults,
        min(p.at) AS failing_since,
        (array_agg(p.reason ORDER BY p.at DESC))[1] AS reason
    FROM newsbot.source_polls AS p
    WHERE p.source_id = src.id AND p.reason IS NOT NULL
        AND p.at > coalesce(days.good_at, '-infinity')
) AS faulty ON true;

COMMENT ON VIEW news.source_health IS
    'One row a feed, sitemap or section page: when it was last read, when it last listed something new, and since when it fails.';
COMMENT ON COLUMN news.source_health.source_id IS
    'Identifies the source.';
COMMENT ON COLUMN news.source_health.site IS
    'Key of the registered site, else the registrable domain.';
COMMENT ON COLUMN news.source_health.kind IS
    'feed, sitemap or section.';
COMMENT ON COLUMN news.source_health.url IS
    'URL of the source.';
COMMENT ON COLUMN news.source_health.good_at IS
    'When the source was last read without a fault; null if never.';
COMMENT ON COLUMN news.source_health.news_at IS
    'When it last listed an article that had become known since its poll before, by whatever source; null if never.';
COMMENT ON COLUMN news.source_health.links IS
    'How many links it listed when it was last read.';
COMMENT ON COLUMN news.source_health.polls IS
    'How often it was asked today (UTC); null where it was not.';
COMMENT ON COLUMN news.source_health.new_links IS
    'How many articles it listed today that no source had listed before; null where it was not asked.';
COMMENT ON COLUMN news.source_health.usual_new_links_a_day IS
    'The mean of new_links over the 28 days before today, or over as many as are known.';
COMMENT ON COLUMN news.source_health.faults IS
    'How many polls in a row have failed; 0 where the last one was good.';
COMMENT ON COLUMN news.source_health.failing_since IS
    'When the first of them was; null where the last poll was good.';
COMMENT ON COLUMN news.source_health.reason IS
    'Why the last of them failed, as a word, e.g. http_404 or script_shell.';
COMMENT ON COLUMN news.source_health.blocked_until IS
    'Until when the source''s host is left alone, as in news.hosts; null where it is not.';
COMMENT ON COLUMN news.source_health.host_reason IS
    'Why its host is left alone, as in news.rejections.';
