-- A site that `scrapy sites forget` has removed keeps its row. The columns `key` and `domains` of
-- this row tell which URLs belong to the forgotten site.
ALTER TABLE newsbot.sites
    ADD COLUMN domains text[] NOT NULL DEFAULT '{}',
    ADD COLUMN forgotten_at timestamptz;
-- Every transaction that stores articles, URLs or sources reads the forgotten sites. There are only
-- few of them, or none, so the index is small.
CREATE INDEX sites_forgotten_idx ON newsbot.sites (id) WHERE forgotten_at IS NOT NULL;
-- If a version is deleted, PostgreSQL checks whether an amendment refers to it. Without this index,
-- all amendments would be searched for each deleted version.
CREATE INDEX amendments_version_id_idx ON newsbot.amendments (version_id);
