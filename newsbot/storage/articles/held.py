"""Counts held texts, and makes them the current texts of their articles when a person accepts them.

A text is held back if it has less than half of the words of the article's current text. See
newsbot.storage.versions.holding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, Engine, text

from newsbot.storage.connection.retry import with_retries
from newsbot.storage.connection.storing_lock import take_storing_lock
from newsbot.storage.models import article_tables
from newsbot.storage.versions.holding import held_since, release
from newsbot.storage.versions.neighbours import Fetch, Known, read_neighbours
from newsbot.storage.versions.rows import write_versions

# The maximum number of articles that are changed in one transaction. The transaction holds the
# storing lock, and a crawl needs this lock to store articles. So a running crawl has to wait until
# the transaction ends.
GROUP_SIZE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTexts:
    """The held texts of one site: how many articles have one, and when the texts were fetched.

    A held text has less than half of the words of the article's current text. Readers do not see it
    until a later request for the page gives a short text again, or a person accepts it.
    """

    site: str
    articles: int
    first_at: datetime
    """The time of the earliest fetch of a held text: a text that newsbot does not show yet, because
    it is suspiciously short."""
    last_at: datetime
    """The time of the latest fetch of a held text."""


def held_texts(engine: Engine, site: str | None) -> list[HeldTexts]:
    """Counts, for each site, the held texts that a person may accept with `accept`.

    A held text is stored, but not shown, because it is much shorter than the article's current
    text. The site with the most held texts comes first. `site` is the key of the only site to be
    counted; None means all sites.
    """
    with engine.connect() as connection:
        rows = connection.execute(_COUNTS, {"site": site}).mappings()
        return [HeldTexts(**row) for row in rows]


def accept(engine: Engine, site: str | None) -> int:
    """Makes held texts the current texts of their articles; returns how many articles changed.

    A held text is stored, but not shown, because it is much shorter than the current text. `site`
    is the key of the site whose articles are changed; None means all sites.
    """
    accepted, after = 0, 0
    while True:
        count, after = with_retries(partial(_accept_group, engine, site, after))
        if not count:
            return accepted
        accepted += count


def _accept_group(engine: Engine, site: str | None, after: int) -> tuple[int, int]:
    with engine.begin() as connection:
        take_storing_lock(connection)
        parameters = {"site": site, "after": after, "most": GROUP_SIZE}
        rows = connection.execute(_HELD, parameters).all()
        asked = [Fetch(url_key=row.url_key, at=row.seen_until) for row in rows]
        known: dict[bytes, Known] = {}
        read_neighbours(connection, asked, known, connection.execute(_NOW).scalar_one())
        for article in known.values():
            release(article.timeline, held_since(article.timeline)[-1])
        write_versions(connection, known.values())
        _tell(connection, [each.article_id for each in known.values()])
    return len(rows), max((row.id for row in rows), default=after)


def _tell(connection: Connection, article_ids: Sequence[int]) -> None:
    if article_ids:
        connection.execute(_UPDATED, {"ids": list(article_ids)})
        told = [{"op": "update", "article_id": each} for each in sorted(article_ids)]
        connection.execute(article_tables.changes.insert(), told)


_NOW = text("SELECT newsbot.now()")
# A part of the queries _COUNTS and _HELD. It selects the articles with a held text that was fetched
# after the last fetch of the current text. If an article has several such texts, `held` is the one
# that was fetched last.
_WAITING = """
    FROM newsbot.articles AS a
    JOIN newsbot.sites AS site ON site.id = a.site_id
    JOIN newsbot.versions AS v ON v.article_id = a.id AND v.is_current
    CROSS JOIN LATERAL (
        SELECT h.fetched_at, h.seen_until FROM newsbot.versions AS h
        WHERE h.article_id = a.id AND h.held AND h.seen_until > v.seen_until
        ORDER BY h.seen_until DESC LIMIT 1
    ) AS held
    WHERE a.id IN (SELECT article_id FROM newsbot.versions WHERE held)
        AND (CAST(:site AS text) IS NULL OR site.key = :site)
"""
_COUNTS = text(f"""
    SELECT site.key AS site, count(*) AS articles,
        min(held.fetched_at) AS first_at, max(held.seen_until) AS last_at
    {_WAITING}
    GROUP BY site.key ORDER BY count(*) DESC, site.key
""")
_HELD = text(f"""
    SELECT a.id, a.url_key, held.seen_until {_WAITING} AND a.id > :after
    ORDER BY a.id LIMIT :most
""")
_UPDATED = text("""
    UPDATE newsbot.articles SET updated_at = newsbot.now()
    WHERE id = ANY(CAST(:ids AS bigint[]))
""")
