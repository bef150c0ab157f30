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
SELECT DISTINCT host FROM newsbot.frontier ON CONFLICT DO NOTHING;
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

-- When sources are polled: what they are asked with, and what their polls brought.
ALTER TABLE newsbot.sources
    ADD COLUMN every interval,
    ADD COLUMN status smallint,
    ADD COLUMN etag text,
    ADD COLUMN last_modified text,
    ADD COLUMN body_digest text,
    ADD COLUMN ttl interval,
    ADD COLUMN mean_gap interval,
    ADD COLUMN quiet_since timestamptz,
    ADD COLUMN failures smallint DEFAULT 0 NOT NULL;
ALTER TABLE newsbot.frontier ADD COLUMN false_changes smallint DEFAULT 0 NOT NULL;
