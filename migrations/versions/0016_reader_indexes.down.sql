DROP TRIGGER articles_site_key ON newsbot.articles;
DROP TRIGGER articles_new_copies ON newsbot.articles;
DROP TRIGGER articles_moved_copies ON newsbot.articles;
DROP TRIGGER articles_gone_copies ON newsbot.articles;
DROP TRIGGER versions_new_published_at ON newsbot.versions;
DROP TRIGGER versions_published_at ON newsbot.versions;
DROP TRIGGER sites_key ON newsbot.sites;
DROP TRIGGER site_days_new_medians ON newsbot.site_days;
DROP TRIGGER site_days_medians ON newsbot.site_days;
DROP FUNCTION newsbot.keep_site_key, newsbot.rename_site, newsbot.keep_published_at, newsbot.keep_medians,
    newsbot.count_new_copies, newsbot.count_moved_copies, newsbot.count_gone_copies;
DROP INDEX newsbot.articles_url_idx, newsbot.article_urls_url_idx, newsbot.versions_canonical_url_idx,
    newsbot.articles_first_seen_at_idx, newsbot.articles_updated_at_idx,
    newsbot.site_days_day_idx, newsbot.source_days_day_idx;
ALTER TABLE newsbot.articles
    DROP COLUMN site_key,
    DROP COLUMN published_at,
    DROP COLUMN copy_count;
ALTER TABLE newsbot.site_days
    DROP COLUMN median_words,
    DROP COLUMN median_latency;

CREATE INDEX versions_held_idx ON newsbot.versions (article_id, seen_until) WHERE held;
DROP INDEX newsbot.versions_held_article_idx;
ALTER TABLE newsbot.articles RESET (
    fillfactor,
    autovacuum_vacuum_scale_factor,
    autovacuum_vacuum_insert_scale_factor,
    autovacuum_analyze_scale_factor
);
ALTER TABLE newsbot.versions RESET (
    fillfactor,
    toast_tuple_target,
    autovacuum_vacuum_scale_factor,
    autovacuum_vacuum_insert_scale_factor,
    autovacuum_analyze_scale_factor
);
ALTER TABLE newsbot.frontier RESET (
    autovacuum_vacuum_scale_factor,
    autovacuum_analyze_scale_factor
);
ALTER TABLE newsbot.rejections RESET (autovacuum_vacuum_scale_factor);
ALTER TABLE newsbot.site_days RESET (autovacuum_vacuum_scale_factor);
ALTER TABLE newsbot.source_days RESET (autovacuum_vacuum_scale_factor);
ALTER TABLE newsbot.hosts RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);
ALTER TABLE newsbot.sources RESET (
    fillfactor, autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold
);
ALTER TABLE newsbot.changes RESET (
    autovacuum_vacuum_insert_scale_factor, autovacuum_freeze_min_age
);
ALTER TABLE newsbot.amendments RESET (
    autovacuum_vacuum_insert_scale_factor, autovacuum_freeze_min_age
);
