-- Texts that were held never were the articles' texts.
DROP TABLE newsbot.looks;
DELETE FROM newsbot.versions WHERE held;
DROP INDEX newsbot.versions_held_idx;
ALTER TABLE newsbot.versions DROP COLUMN held;
ALTER TABLE newsbot.articles DROP COLUMN gone_at;
DROP INDEX newsbot.frontier_revisit_idx;
ALTER TABLE newsbot.frontier
    DROP COLUMN revisit_at,
    DROP COLUMN looks,
    DROP COLUMN first_done_at,
    DROP COLUMN etag,
    DROP COLUMN last_modified,
    DROP COLUMN body_sha256,
    DROP COLUMN version_id,
    DROP COLUMN missing_since;

-- Health
DROP FUNCTION newsbot.median_of_counts;
DROP FUNCTION newsbot.sum_of_counts;
DROP TABLE newsbot.findings;
DROP TABLE newsbot.site_days;
DROP TABLE newsbot.source_days;
DROP TABLE newsbot.source_polls;

-- When sources are polled.
ALTER TABLE newsbot.frontier DROP COLUMN false_changes;
ALTER TABLE newsbot.sources
    DROP COLUMN every,
    DROP COLUMN status,
    DROP COLUMN etag,
    DROP COLUMN last_modified,
    DROP COLUMN body_digest,
    DROP COLUMN ttl,
    DROP COLUMN mean_gap,
    DROP COLUMN quiet_since,
    DROP COLUMN failures;

-- Leases.
DROP INDEX newsbot.runs_open_idx;
ALTER TABLE newsbot.runs
    DROP COLUMN machine,
    DROP COLUMN boot,
    DROP COLUMN process,
    DROP COLUMN alive_until;
DROP INDEX newsbot.frontier_site_idx;
DROP INDEX newsbot.frontier_fresh_idx;
DROP INDEX newsbot.frontier_retry_idx;
ALTER TABLE newsbot.sources
    DROP COLUMN host,
    DROP COLUMN next_at;
DROP INDEX newsbot.hosts_queue_idx;
ALTER TABLE newsbot.hosts DROP COLUMN queue;
DROP TABLE newsbot.queues;
