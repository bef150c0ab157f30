-- URLs are found by equality alone, and may be longer than the 2 704 bytes that a B-tree takes.
CREATE INDEX CONCURRENTLY IF NOT EXISTS articles_url_idx ON newsbot.articles USING hash (url);
CREATE INDEX CONCURRENTLY IF NOT EXISTS article_urls_url_idx
    ON newsbot.article_urls USING hash (url);
CREATE INDEX CONCURRENTLY IF NOT EXISTS versions_canonical_url_idx
    ON newsbot.versions USING hash (canonical_url)
    WHERE is_current AND canonical_url IS NOT NULL;
-- Read backwards, these give the newest first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS articles_published_at_idx
    ON newsbot.articles (published_at);
CREATE INDEX CONCURRENTLY IF NOT EXISTS articles_site_key_published_at_idx
    ON newsbot.articles (site_key, published_at);
CREATE INDEX CONCURRENTLY IF NOT EXISTS articles_first_seen_at_idx
    ON newsbot.articles (first_seen_at);
CREATE INDEX CONCURRENTLY IF NOT EXISTS articles_updated_at_idx ON newsbot.articles (updated_at);
-- Few articles have copies: the most copied of a day, and of all.
CREATE INDEX CONCURRENTLY IF NOT EXISTS articles_copied_idx
    ON newsbot.articles (published_at) WHERE copy_count > 0;
CREATE INDEX CONCURRENTLY IF NOT EXISTS articles_copy_count_idx
    ON newsbot.articles (copy_count) WHERE copy_count > 0;
-- Counts of the last days, of all sites and sources.
CREATE INDEX CONCURRENTLY IF NOT EXISTS site_days_day_idx ON newsbot.site_days (day);
CREATE INDEX CONCURRENTLY IF NOT EXISTS source_days_day_idx ON newsbot.source_days (day);
-- In place of an index that held `seen_until` too, which changes at each look at a page.
CREATE INDEX CONCURRENTLY IF NOT EXISTS versions_held_article_idx
    ON newsbot.versions (article_id) WHERE held;
