"""A database filled with sources and URLs that are all due, spread over invented hosts."""

from dataclasses import dataclass

from sqlalchemy import Engine, text

from newsbot.storage.connection.session import LONG, TIME_LIMITS

KNOWN, NEW = 40, 10
"""How many known and how many new links a source lists when it is polled."""
LISTED = KNOWN + NEW
TENTH = 10
"""For so many pending URLs there is one stored article that is due to be looked at again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many rows a database is filled with."""

    hosts: int
    sources: int
    """At least one for each host."""
    urls: int
    """The pending URLs, to which the stored articles that are due again are added."""


def site(size: Size, source: int) -> str:
    """The site of a source, by the source's number from 0 on; each site has one host."""
    return f"outlet-{source % size.hosts}"


def feed(size: Size, source: int) -> str:
    """The URL of a source."""
    return f"https://{site(size, source)}.example/feed-{source}"


def listed(size: Size, feed_url: str) -> list[str]:
    """The URLs that a source lists: KNOWN that are in the table, and NEW that are not."""
    source = int(feed_url.rpartition("-")[2])
    known = range(source, size.urls, size.sources)[-KNOWN:]
    first = size.urls + size.urls // TENTH // size.sources * size.sources + source
    new = range(first, first + NEW * size.sources, size.sources)
    return [
        f"https://{site(size, source)}.example/{source}/story-{number}" for number in (*new, *known)
    ]


def fill(engine: Engine, size: Size) -> None:
    """Inserts the rows with all indexes in place, as years of crawling leave them, and vacuums."""
    parameters = {
        "hosts": size.hosts,
        "sources": size.sources,
        "urls": size.urls,
        "stored": size.urls // TENTH,
    }
    patient = engine.execution_options(**{TIME_LIMITS: LONG})
    for statement in _FILL:
        with patient.begin() as connection:
            connection.execute(text(statement), parameters)
    with patient.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


_FILL = (
    """
    INSERT INTO newsbot.sites (id, key)
    SELECT n + 1, 'outlet-' || n FROM generate_series(0, :hosts - 1) AS n
    """,
    """
    INSERT INTO newsbot.queues (queue, next_at)
    SELECT 'outlet-' || n || '.example', newsbot.now() - random() * interval '1 hour'
    FROM generate_series(0, :hosts - 1) AS n
    """,
    "INSERT INTO newsbot.hosts (host, queue) SELECT queue, queue FROM newsbot.queues",
    """
    INSERT INTO newsbot.sources (id, site_id, kind, url, host, next_at)
    SELECT n + 1, n % :hosts + 1, 'feed', 'https://' || host || '/feed-' || n, host, newsbot.now()
    FROM (
        SELECT n, 'outlet-' || n % :hosts || '.example' AS host
        FROM generate_series(0, :sources - 1) AS n
    ) AS numbered
    """,
    """
    INSERT INTO newsbot.frontier (
        url_key, url, host, site_id, source_id, title, published_at,
        state, done_at, first_done_at, revisit_at, version_id, body_sha256
    )
    SELECT substring(sha256(convert_to(page, 'UTF8')) FOR 16), 'https://' || page, host,
        source % :hosts + 1, source + 1, 'Story ' || n || ' of the outlet',
        published_at, CASE WHEN is_done THEN 'done' ELSE 'pending' END,
        CASE WHEN is_done THEN published_at END, CASE WHEN is_done THEN published_at END,
        CASE WHEN is_done THEN newsbot.now() - interval '1 min' END, CASE WHEN is_done THEN n END,
        CASE WHEN is_done THEN sha256(convert_to(page, 'UTF8')) END
    FROM (
        SELECT n, n % :sources AS source, n >= :urls AS is_done, host,
            host || '/' || n % :sources || '/story-' || n AS page,
            newsbot.now() - interval '1 day' - random() * interval '30 days' AS published_at
        FROM generate_series(0, :urls + :stored - 1) AS n
        CROSS JOIN LATERAL (
            SELECT 'outlet-' || n % :sources % :hosts || '.example' AS host
        ) AS of_source
    ) AS numbered
    """,
)
