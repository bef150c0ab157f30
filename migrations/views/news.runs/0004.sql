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
    CAST(counters ->> 'failed' AS bigint) AS failed
FROM newsbot.runs;

COMMENT ON VIEW news.runs IS
    'One row a crawl: what it was asked and what came of it. A run that was killed has no finished_at.';
COMMENT ON COLUMN news.runs.run_id IS
    'Identifies the run.';
COMMENT ON COLUMN news.runs.spider IS
    'The spider that ran.';
COMMENT ON COLUMN news.runs.arguments IS
    'Its arguments.';
COMMENT ON COLUMN news.runs.newsbot_version IS
    'The version that ran.';
COMMENT ON COLUMN news.runs.started_at IS
    'When it started.';
COMMENT ON COLUMN news.runs.finished_at IS
    'When it ended.';
COMMENT ON COLUMN news.runs.finish_reason IS
    'Scrapy''s finish reason.';
COMMENT ON COLUMN news.runs.exit_code IS
    'The exit code of the command.';
COMMENT ON COLUMN news.runs.fetched IS
    'Pages fetched.';
COMMENT ON COLUMN news.runs.new_articles IS
    'Articles stored for the first time, further printings left out.';
COMMENT ON COLUMN news.runs.copies IS
    'Further printings of what was stored, whichever of them is the original.';
COMMENT ON COLUMN news.runs.revised IS
    'Articles stored in a further version.';
COMMENT ON COLUMN news.runs.unchanged IS
    'Articles fetched again with a known text.';
COMMENT ON COLUMN news.runs.rejected IS
    'Pages that hold no article.';
COMMENT ON COLUMN news.runs.failed IS
    'Downloads that failed.';
