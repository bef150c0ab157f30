-- A queue is one host's work, or that of several hosts of one server: one run at a time has it.
CREATE TABLE newsbot.queues (
    queue text PRIMARY KEY,
    next_at timestamptz,
    leased_by bigint REFERENCES newsbot.runs (id),
    leased_until timestamptz,
    asked_at timestamptz
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);
CREATE INDEX queues_next_at_idx ON newsbot.queues (next_at);

ALTER TABLE newsbot.hosts ADD COLUMN queue text;
INSERT INTO newsbot.hosts (host)
SELECT DISTINCT host FROM newsbot.frontier WHERE state = 'pending' ON CONFLICT DO NOTHING;
UPDATE newsbot.hosts SET queue = regexp_replace(host, ':80$', '');
ALTER TABLE newsbot.hosts ALTER COLUMN queue SET NOT NULL;
CREATE INDEX hosts_queue_idx ON newsbot.hosts (queue);
INSERT INTO newsbot.queues (queue, next_at) SELECT DISTINCT queue, newsbot.now() FROM newsbot.hosts;

ALTER TABLE newsbot.sources
    ADD COLUMN host text,
    ADD COLUMN next_at timestamptz;
CREATE INDEX sources_host_idx ON newsbot.sources (host, next_at);

DROP INDEX newsbot.frontier_pending_idx;
CREATE INDEX frontier_fresh_idx
    ON newsbot.frontier (host, (coalesce(published_at, changed_at, discovered_at)) DESC)
    WHERE state = 'pending' AND next_at IS NULL;
CREATE INDEX frontier_retry_idx ON newsbot.frontier (host, next_at)
    WHERE state = 'pending' AND next_at IS NOT NULL;

-- Which process a run is, so that a dead one is known, and until when it is taken to be alive.
ALTER TABLE newsbot.runs
    ADD COLUMN machine text,
    ADD COLUMN boot text,
    ADD COLUMN process text,
    ADD COLUMN alive_until timestamptz;
CREATE INDEX runs_open_idx ON newsbot.runs (id) WHERE finished_at IS NULL;

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
    coalesce(finished_at, least(alive_until, newsbot.now())) - started_at AS duration
FROM newsbot.runs;

COMMENT ON COLUMN news.runs.machine IS
    'The name of the machine that it ran on; null in rows of an older newsbot.';
COMMENT ON COLUMN news.runs.state IS
    'running, ended, or killed: it has not been heard of for a minute and did not end.';
COMMENT ON COLUMN news.runs.leased_hosts IS
    'The hosts that only this run may ask now.';
COMMENT ON COLUMN news.runs.duration IS
    'From its start to its end, or to when it was last heard of.';
