-- Fills the medians of days that are there already. A site with latencies on a day has words, too.
UPDATE newsbot.site_days AS d SET
    median_words = newsbot.median_of_counts(d.words),
    median_latency = newsbot.median_of_counts(d.latencies)
WHERE (d.site_id, d.day) IN (
    SELECT unfilled.site_id, unfilled.day FROM newsbot.site_days AS unfilled
    WHERE unfilled.median_words IS NULL AND unfilled.words <> '{}' LIMIT 2000
);
