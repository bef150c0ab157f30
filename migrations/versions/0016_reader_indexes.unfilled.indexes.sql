-- While the kept columns are filled, this finds the next articles without reading all before them.
CREATE INDEX CONCURRENTLY IF NOT EXISTS articles_unfilled_idx ON newsbot.articles (id)
    WHERE site_key IS NULL;
