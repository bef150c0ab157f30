-- The sitemaps that a source lists, if the source is a sitemap index. A row says when the sitemap
-- was last read. `etag` and `last_modified` are sent with the next request, so that the server can
-- answer that the sitemap is unchanged.
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
