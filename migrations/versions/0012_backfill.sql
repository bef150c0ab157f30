-- The pages that backfills (crawls for articles of the past) read: sources, and the sitemaps and
-- section pages that are reached from sources. All articles on a page with dates from
-- `walked_since` to `walked_until` have been stored in the table `frontier`.
CREATE TABLE newsbot.backfill_pages (
    source_id integer NOT NULL REFERENCES newsbot.sources (id) ON DELETE CASCADE,
    url text NOT NULL,
    host text NOT NULL,
    depth smallint NOT NULL DEFAULT 0,
    number smallint NOT NULL DEFAULT 1,
    place integer NOT NULL DEFAULT 0,
    begins_at timestamptz,
    ends_at timestamptz,
    read_at timestamptz,
    walked_since timestamptz,
    walked_until timestamptz,
    first_at timestamptz,
    last_at timestamptz,
    links integer NOT NULL DEFAULT 0,
    digest bytea,
    reason text,
    tries smallint NOT NULL DEFAULT 0,
    next_at timestamptz,
    PRIMARY KEY (source_id, url)
);
CREATE INDEX backfill_pages_host_idx ON newsbot.backfill_pages (host);
