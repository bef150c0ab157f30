CREATE OR REPLACE VIEW news.article_urls AS
SELECT id AS article_id, url, true AS is_main, fetched_at FROM newsbot.articles
UNION ALL
SELECT article_id, url, false AS is_main, fetched_at FROM newsbot.article_urls
WHERE fetched_at IS NOT NULL;

COMMENT ON VIEW news.article_urls IS
    'One row a URL at which an article''s text was fetched: its own, and those of other forms of its page.';
COMMENT ON COLUMN news.article_urls.article_id IS
    'The article, as in news.all_articles.';
COMMENT ON COLUMN news.article_urls.url IS
    'The URL of a page with the article''s text.';
COMMENT ON COLUMN news.article_urls.is_main IS
    'Whether it is the article''s url in news.all_articles. Only pages at this URL make versions.';
COMMENT ON COLUMN news.article_urls.fetched_at IS
    'When the page at the URL was last fetched.';
