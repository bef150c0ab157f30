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

-- Looks at pages that are stored: when the next is due, and what tells a changed page.
ALTER TABLE newsbot.frontier
    ADD COLUMN revisit_at timestamptz,
    ADD COLUMN looks smallint NOT NULL DEFAULT 0,
    ADD COLUMN first_done_at timestamptz,
    ADD COLUMN etag text,
    ADD COLUMN last_modified text,
    ADD COLUMN body_sha256 bytea,
    ADD COLUMN version_id bigint,
    ADD COLUMN missing_since timestamptz;
CREATE INDEX frontier_revisit_idx ON newsbot.frontier (host, revisit_at)
    WHERE state = 'done' AND revisit_at IS NOT NULL;
ALTER TABLE newsbot.articles ADD COLUMN gone_at timestamptz;
ALTER TABLE newsbot.versions ADD COLUMN held boolean NOT NULL DEFAULT false;
CREATE INDEX versions_held_idx ON newsbot.versions (article_id, seen_until) WHERE held;
CREATE TABLE newsbot.looks (
    site_id integer NOT NULL REFERENCES newsbot.sites (id),
    day date NOT NULL,
    looks integer NOT NULL,
    shrunk integer NOT NULL,
    PRIMARY KEY (site_id, day)
);
