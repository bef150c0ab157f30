"""Lets crawls store forgotten articles again, and makes the URLs of these articles due.

Without the second step, such an article would never be read again as long as its source does not
change: newsbot reads the links of a source only when the source has changed.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, text

from newsbot.storage.connection.retry import with_retries
from newsbot.storage.leases.waking import wake
from newsbot.storage.sites.forgotten import read_forgotten, take_forgotten_lock
from newsbot.storage.sites.rows import Sites
from newsbot.urls import host_of, origin_of, registrable_domain, url_key

MOST_ID = 2**63 - 1
"""The highest id that the database can store."""

Place = dict[str, Any]


def allow_article_again(
    engine: Engine,
    name: int | str,
    site_of: Callable[[str], str] = registrable_domain,
    queue_of: Callable[[str], str] = host_of,
) -> list[str]:
    """Lets crawls store a forgotten article again; returns the URLs that are allowed now.

    Deleted rows are not restored. The URLs that the frontier had are pending there again; if it had
    none of them, all are. The same holds for URLs that led to a page of the article meanwhile.

    Args:
        engine: the database.
        name: the id that the article had, or one of its URLs.
        site_of: takes a URL, and returns the key of its site. It is asked for URLs that the
            frontier did not have.
        queue_of: takes a URL, and returns the name of the queue of its host.
    """
    if isinstance(name, int) and name > MOST_ID:
        return []
    asked = (
        {"id": name, "key": None} if isinstance(name, int) else {"id": None, "key": url_key(name)}
    )
    with engine.connect() as connection:
        found = [dict(row) for row in connection.execute(_FOUND, asked).mappings()]
    places = [each for each in found if each["site"]] or [
        each | {"site": site_of(each["url"])} for each in found
    ]
    site_ids = Sites(engine).site_ids(each["site"] for each in places)
    places = [each | {"site_id": site_ids[each["site"]]} for each in places]
    urls = [each["url"] for each in found]
    return with_retries(partial(_allow, engine, urls, places, queue_of))


def _allow(
    engine: Engine, urls: Sequence[str], places: Sequence[Place], queue_of: Callable[[str], str]
) -> list[str]:
    with engine.begin() as connection:
        take_forgotten_lock(connection)
        keys = sorted(map(url_key, urls))
        allowed = connection.execute(_ALLOW, {"keys": keys}).all()
        freed = {row.url_key for row in allowed}
        led = [dict(row) for row in connection.execute(_LED, {"urls": list(urls)}).mappings()]
        due = [each for each in places if each["url_key"] in freed] + led
        _make_due(connection, due, queue_of)
        refused = keys + [each["url_key"] for each in led]
        connection.execute(_REFUSALS, {"keys": sorted(refused)})
        return sorted(row.url for row in allowed)


def _make_due(
    connection: Connection, places: Sequence[Place], queue_of: Callable[[str], str]
) -> None:
    """Makes URLs pending in the frontier, except for those of sites that a person has removed."""
    forgotten = read_forgotten(connection, {each["site"] for each in places})
    due = {
        each["url_key"]: each | {"host": origin_of(each["url"])}
        for each in places
        if forgotten.site_of(each["url"], each["site"]) is None
    }
    wake(connection, {each["host"] for each in due.values()}, {
        each["host"]: queue_of(each["url"]) for each in due.values()
    })  # fmt: skip
    columns = ("url_key", "url", "host", "site_id", "source_id")
    rows = [due[key] for key in sorted(due)]
    connection.execute(_DUE, {name: [row[name] for row in rows] for name in columns})


_FOUND = text("""
    SELECT f.url_key, f.url, f.source_id, s.key AS site
    FROM newsbot.forgotten_urls AS f LEFT JOIN newsbot.sites AS s ON s.id = f.site_id
    WHERE f.url_key = CAST(:key AS bytea) OR f.article_id = CAST(:id AS bigint)
        OR f.article_id = (SELECT article_id FROM newsbot.forgotten_urls WHERE url_key = :key)
    ORDER BY f.url
""")
_ALLOW = text("""
    DELETE FROM newsbot.forgotten_urls WHERE url_key = ANY(CAST(:keys AS bytea[]))
    RETURNING url_key, url
""")
# Selects the URLs whose pages turned out to be of the article: they redirect to it, or name a URL
# of it as that of their ordinary page. Their rejections name this URL.
_LED = text("""
    SELECT f.url_key, f.url, f.source_id, f.site_id, s.key AS site
    FROM newsbot.rejections AS r
    JOIN newsbot.frontier AS f USING (url_key)
    JOIN newsbot.sites AS s ON s.id = f.site_id
    WHERE r.reason = 'article_forgotten' AND r.detail = ANY(CAST(:urls AS text[]))
        AND f.state <> 'done'
""")
_DUE = text("""
    INSERT INTO newsbot.frontier AS known (url_key, url, host, site_id, source_id, state)
    SELECT url_key, url, host, site_id,
        (SELECT id FROM newsbot.sources WHERE id = given.source_id FOR KEY SHARE), 'pending'
    FROM unnest(
        CAST(:url_key AS bytea[]), CAST(:url AS text[]), CAST(:host AS text[]),
        CAST(:site_id AS integer[]), CAST(:source_id AS integer[])
    ) AS given (url_key, url, host, site_id, source_id)
    ORDER BY url_key
    ON CONFLICT (url_key) DO UPDATE SET state = 'pending', tries = 0, next_at = NULL
    WHERE known.state <> 'done'
""")
_REFUSALS = text("""
    DELETE FROM newsbot.rejections
    WHERE url_key = ANY(CAST(:keys AS bytea[])) AND reason = 'article_forgotten'
""")
