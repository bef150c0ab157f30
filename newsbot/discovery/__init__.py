"""Discovery: the bytes of a feed, sitemap or section page → the article links it lists."""
