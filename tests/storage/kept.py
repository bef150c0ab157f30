"""What triggers keep in `articles` and `site_days`, compared with what it is kept of."""

from sqlalchemy import Engine, inspect

from tests.storage.making import rows

DIFFERING = """
    SELECT a.id, a.site_key, s.key, a.published_at, v.published_at, a.copy_count, counted.copies
    FROM newsbot.articles AS a
    JOIN newsbot.sites AS s ON s.id = a.site_id
    LEFT JOIN newsbot.versions AS v ON v.article_id = a.id AND v.is_current
    CROSS JOIN LATERAL (
        SELECT count(*) AS copies FROM newsbot.articles AS c WHERE c.copy_of = a.id
    ) AS counted
    WHERE a.site_key <> s.key OR a.copy_count <> counted.copies
        OR v.id IS NOT NULL AND a.published_at IS DISTINCT FROM v.published_at
    ORDER BY a.id
"""
MEDIANS = """
    SELECT site_id, day, words, median_words, latencies, median_latency FROM newsbot.site_days
    WHERE median_words IS DISTINCT FROM newsbot.median_of_counts(words)
        OR median_latency IS DISTINCT FROM newsbot.median_of_counts(latencies)
"""
KEPT = {"site_key", "published_at", "copy_count"}


def differing(engine: Engine) -> list[tuple[object, ...]]:
    """The articles, and the days of sites, of which something else is kept than there is."""
    return rows(engine, DIFFERING) + rows(engine, MEDIANS)


def is_kept(engine: Engine) -> bool:
    """Whether the schema of the database has the kept columns."""
    tables = inspect(engine)
    if not tables.has_table("articles", schema="newsbot"):
        return False
    return {column["name"] for column in tables.get_columns("articles", "newsbot")} >= KEPT
