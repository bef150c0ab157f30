CREATE TABLE newsbot.article_blocks (
    article_id bigint PRIMARY KEY REFERENCES newsbot.articles,
    fetched_at timestamptz NOT NULL,
    site_id integer NOT NULL REFERENCES newsbot.sites,
    keys bigint[] NOT NULL
);
CREATE INDEX article_blocks_site_id_idx
    ON newsbot.article_blocks (site_id, fetched_at, article_id);
