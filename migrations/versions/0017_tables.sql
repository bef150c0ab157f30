-- The URLs of articles that `scrapy articles forget` has removed. Nothing is stored from them again.
CREATE TABLE IF NOT EXISTS newsbot.forgotten_urls (
    url_key bytea CONSTRAINT forgotten_urls_pkey PRIMARY KEY,
    url text NOT NULL,
    article_id bigint,
    forgotten_at timestamptz NOT NULL DEFAULT newsbot.now()
);
INSERT INTO newsbot.url_key_versions (table_name, version) VALUES ('forgotten_urls', 3)
ON CONFLICT DO NOTHING;

-- news.version_changes finds the changes of a time by an index of the versions that may follow
-- another one. These are all but the first of each article, which are most. The version with the
-- number 1 may follow another one too: the page of an earlier time may be stored later, from an
-- archive. Then this trigger marks it. A version that is marked in vain costs a look-up, no more.
ALTER TABLE newsbot.versions ADD COLUMN IF NOT EXISTS may_follow boolean NOT NULL DEFAULT false;
