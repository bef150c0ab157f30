DROP INDEX newsbot.amendments_version_id_idx;
DROP INDEX newsbot.sites_forgotten_idx;
ALTER TABLE newsbot.sites
    DROP COLUMN domains,
    DROP COLUMN forgotten_at;
