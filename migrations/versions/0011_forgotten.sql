-- A forgotten site keeps its row. Its key and hosts are what its URLs are known by.
ALTER TABLE newsbot.sites
    ADD COLUMN domains text[] NOT NULL DEFAULT '{}',
    ADD COLUMN forgotten_at timestamptz;
-- Every transaction that stores anything reads the forgotten sites, which are few or none.
CREATE INDEX sites_forgotten_idx ON newsbot.sites (id) WHERE forgotten_at IS NOT NULL;
-- Without it, each version that is deleted has all amendments searched for the foreign key.
CREATE INDEX amendments_version_id_idx ON newsbot.amendments (version_id);
