CREATE INDEX CONCURRENTLY IF NOT EXISTS versions_following_idx
    ON newsbot.versions (fetched_at) WHERE number > 1 OR may_follow;
CREATE INDEX CONCURRENTLY IF NOT EXISTS amendments_fetched_at_idx
    ON newsbot.amendments (fetched_at);
CREATE INDEX CONCURRENTLY IF NOT EXISTS forgotten_urls_article_id_idx
    ON newsbot.forgotten_urls (article_id) WHERE article_id IS NOT NULL;
