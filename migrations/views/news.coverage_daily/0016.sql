CREATE OR REPLACE VIEW news.coverage_daily AS
SELECT
    d.site,
    d.day,
    d.found,
    d.fetched,
    d.stored,
    d.copies,
    d.revised,
    coalesce(d.rejected, '{}') AS rejected,
    d.median_words,
    d.median_latency AS median_latency_minutes,
    filled.title AS title_rate,
    filled.authors AS authors_rate,
    filled.published_at AS published_at_rate,
    filled.language AS language_rate,
    filled.section AS section_rate,
    filled.summary AS summary_rate,
    filled.image_url AS image_url_rate
-- Each site and day has at most one row of counts. The aggregates let conditions on the site and the
-- day through to both tables, which a full join would not.
FROM (
    SELECT
        site,
        day,
        sum(found) AS found,
        sum(fetched) AS fetched,
        sum(stored) AS stored,
        sum(copies) AS copies,
        sum(revised) AS revised,
        (array_agg(rejected) FILTER (WHERE rejected IS NOT NULL))[1] AS rejected,
        (array_agg(filled) FILTER (WHERE filled IS NOT NULL))[1] AS filled,
        max(median_words) AS median_words,
        max(median_latency) AS median_latency
    FROM (
        SELECT s.key AS site, each.day, 0 AS found, each.fetched, each.stored, each.copies, each.revised,
            each.rejected, each.filled, each.median_words, each.median_latency
        FROM newsbot.site_days AS each JOIN newsbot.sites AS s ON s.id = each.site_id
        UNION ALL
        SELECT s.key, each.day, each.new_links, 0, 0, 0, 0, NULL, NULL, NULL, NULL
        FROM newsbot.source_days AS each
        JOIN newsbot.sources AS src ON src.id = each.source_id
        JOIN newsbot.sites AS s ON s.id = src.site_id
    ) AS counts
    GROUP BY site, day
) AS d
CROSS JOIN LATERAL (
    SELECT
        round(coalesce((d.filled ->> 'title')::numeric, 0) / nullif(d.stored + d.copies, 0), 2) AS title,
        round(coalesce((d.filled ->> 'authors')::numeric, 0) / nullif(d.stored + d.copies, 0), 2) AS authors,
        round(coalesce((d.filled ->> 'published_at')::numeric, 0) / nullif(d.stored + d.copies, 0), 2) AS published_at,
        round(coalesce((d.filled ->> 'language')::numeric, 0) / nullif(d.stored + d.copies, 0), 2) AS language,
        round(coalesce((d.filled ->> 'section')::numeric, 0) / nullif(d.stored + d.copies, 0), 2) AS section,
        round(coalesce((d.filled ->> 'summary')::numeric, 0) / nullif(d.stored + d.copies, 0), 2) AS summary,
        round(coalesce((d.filled ->> 'image_url')::numeric, 0) / nullif(d.stored + d.copies, 0), 2) AS image_url
) AS filled;

COMMENT ON VIEW news.coverage_daily IS
    'One row a site and day (UTC): what its sources listed, what was fetched, and what was stored of it.';
COMMENT ON COLUMN news.coverage_daily.site IS
    'Key of the registered site, else the registrable domain.';
COMMENT ON COLUMN news.coverage_daily.day IS
    'The day in UTC on which the pages were fetched.';
COMMENT ON COLUMN news.coverage_daily.found IS
    'Articles that the site''s sources listed, and that no source had listed before.';
COMMENT ON COLUMN news.coverage_daily.fetched IS
    'Pages that were downloaded, those of known articles included.';
COMMENT ON COLUMN news.coverage_daily.stored IS
    'Articles stored for the first time, copies left out.';
COMMENT ON COLUMN news.coverage_daily.copies IS
    'Articles stored for the first time that are copies.';
COMMENT ON COLUMN news.coverage_daily.revised IS
    'Further versions of known articles.';
COMMENT ON COLUMN news.coverage_daily.rejected IS
    'Tries that gave no article, counted by reason as in news.rejections, e.g. {"http_404": 2, "too_short": 1}.';
COMMENT ON COLUMN news.coverage_daily.median_words IS
    'The median length in words of the articles stored for the first time; exact to about 2 %.';
COMMENT ON COLUMN news.coverage_daily.median_latency_minutes IS
    'The median time in minutes from publication, where a page states its time of day, to the fetch; exact to about 2 %.';
COMMENT ON COLUMN news.coverage_daily.title_rate IS
    'The part of the articles stored for the first time that have a title, 0 to 1; null without any.';
COMMENT ON COLUMN news.coverage_daily.authors_rate IS
    'The part of them that name an author.';
COMMENT ON COLUMN news.coverage_daily.published_at_rate IS
    'The part of them that have a date of publication.';
COMMENT ON COLUMN news.coverage_daily.language_rate IS
    'The part of them whose language is known.';
COMMENT ON COLUMN news.coverage_daily.section_rate IS
    'The part of them that name a section.';
COMMENT ON COLUMN news.coverage_daily.summary_rate IS
    'The part of them that have a summary.';
COMMENT ON COLUMN news.coverage_daily.image_url_rate IS
    'The part of them that have a picture.';
