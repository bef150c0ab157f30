-- The sitemaps that a source lists, which is an index of sitemaps: when each was read, and the
-- values with which the next request asks whether it has changed.
CREATE TABLE newsbot.child_sitemaps (
    source_id integer NOT NULL REFERENCES newsbot.sources (id) ON DELETE CASCADE,
    url text NOT NULL,
    listed_by text,
    stated_at timestamptz,
    links integer NOT NULL DEFAULT 0,
    read_at timestamptz,
    etag text,
    last_modified text,
    body_digest text,
    is_misdated boolean NOT NULL DEFAULT false,
    PRIMARY KEY (source_id, url)
);
