CREATE OR REPLACE VIEW news.runs AS
SELECT
    id AS run_id,
    spider,
    arguments,
    newsbot_version,
    started_at,
    finished_at,
    finish_reason,
    exit_code,
    CAST(counters ->> 'fetched' AS bigint) AS fetched,
    CAST(counters ->> 'new' AS bigint) AS new_articles,
    CAST(counters ->> 'copy' AS bigint) AS copies,
    CAST(counters ->> 'revised' AS bigint) AS revised,
    CAST(counters ->> 'unchanged' AS bigint) AS unchanged,
    CAST(counters ->> 'rejected' AS bigint) AS rejected,
    CAST(counters ->> 'failed' AS bigint) AS failed,
    CAST(counters ->> 'amended' AS bigint) AS amended,
    machine,
    CASE
        WHEN finished_at IS NOT NULL THEN 'ended'
        WHEN alive_until > newsbot.now() THEN 'running'
        ELSE 'killed'
    END AS state,
    ARRAY(
        SELECT q.queue FROM newsbot.queues AS q
        WHERE q.leased_by = runs.id AND q.leased_until > newsbot.now() ORDER BY q.queue
    ) AS leased_hosts,
    coalesce(finished_at, least(alive_until, newsbot.now())) - started_at AS duration,
    CAST(counters ->> 'held' AS bigint) AS held,
    CAST(counters ->> 'alias' AS bigint) AS aliases,
    CAST(counters ->> 'backfill_read' AS bigint) AS backfill_pages,
    CAST(counters ->> 'backfill_left' AS bigint) AS backfill_left
FROM newsbot.runs;

COMMENT ON VIEW news.runs IS
    'One row a crawl: what it was asked and what came of it. A run that was killed has no finished_at.';
COMMENT ON COLUMN news.runs.run_id IS
    'Identifies the run.';
COMMENT ON COLUMN news.runs.spider IS
    'The spider that ran.';
COMMENT ON COLUMN news.runs.arguments IS
    'The arguments of the spider.';
COMMENT ON COLUMN news.runs.newsbot_version IS
    'The version of newsbot that ran.';
COMMENT ON COLUMN news.runs.started_at IS
    'When the run started.';
COMMENT ON COLUMN news.runs.finished_at IS
    'When the run ended.';
COMMENT ON COLUMN news.runs.finish_reason IS
    'Scrapy''s finish reason.';
COMMENT ON COLUMN news.runs.exit_code IS
    'Exit code of the command.';
COMMENT ON COLUMN news.runs.fetched IS
    'Pages fetched.';
COMMENT ON COLUMN news.runs.new_articles IS
    'Articles stored for the first time, copies left out.';
COMMENT ON COLUMN news.runs.copies IS
    'Articles stored for the first time of which an original, or a copy, was stored already.';
COMMENT ON COLUMN news.runs.revised IS
    'Articles stored in a further version.';
COMMENT ON COLUMN news.runs.unchanged IS
    'Articles fetched again with a known text.';
COMMENT ON COLUMN news.runs.rejected IS
    'Pages that hold no article.';
COMMENT ON COLUMN news.runs.failed IS
    'Downloads that failed.';
COMMENT ON COLUMN news.runs.amended IS
    'Articles fetched again with the same text and other metadata.';
COMMENT ON COLUMN news.runs.machine IS
    'The name of the machine that it ran on; null in rows of an older newsbot.';
COMMENT ON COLUMN news.runs.state IS
    'running, ended, or killed: it has not been heard of for a minute and did not end.';
COMMENT ON COLUMN news.runs.leased_hosts IS
    'The hosts that only this run may ask now.';
COMMENT ON COLUMN news.runs.duration IS
    'From its start to its end, or to when it was last heard of.';
COMMENT ON COLUMN news.runs.held IS
    'Articles fetched again with less than half of their text, which waits for another look.';
COMMENT ON COLUMN news.runs.aliases IS
    'Pages that are another form of a stored article''s page: for AMP, phones or print, or with further parameters.';
COMMENT ON COLUMN news.runs.backfill_pages IS
    'Sitemaps and section pages of the past that a crawl with -a since= read; null in other crawls.';
COMMENT ON COLUMN news.runs.backfill_left IS
    'Sitemaps and section pages of the past that were still to be read at the end of a crawl with -a since=; null in other crawls.';
