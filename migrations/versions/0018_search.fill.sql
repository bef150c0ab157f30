SELECT newsbot.prepare_search();
-- What is stored already. `scrapy db upgrade` indexes it afterwards, newest first, in batches.
INSERT INTO newsbot.search_pending (article_id)
SELECT id FROM newsbot.articles WHERE copy_of IS NULL ORDER BY first_seen_at, id;
