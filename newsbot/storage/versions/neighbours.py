"""Reads the stored versions (texts of articles) with which a batch of fetched pages is compared.

An article may have a thousand versions, so not all of them are read. For each page, these versions
of its article are read:

- the current version;
- the versions fetched at the same moment as the page, and the nearest ones before and after it;
- of the held (unconfirmed) versions, the last one, and the first one since the last fetch of the
  current version.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from newsbot.storage.versions.amending import COLUMNS
from newsbot.storage.versions.timeline import Stored, Timeline, Version

_SHOWN = ", ".join(
    f"version.{name}"
    for name in (
        "id", "article_id", "number", "is_current", "fetched_at", "seen_between", "seen_until",
        "word_count", "content_sha256", *COLUMNS,
    )
)  # fmt: skip
# An SQL condition: whether readers see the text of the version `v`. They do not see held texts,
# which must be confirmed first. They do not see partial texts either, if a longer or a whole text
# has replaced them.
_SEEN = "(NOT v.held AND (NOT v.is_partial OR v.is_current))"

_NEIGHBOURS = text(f"""
    SELECT article.url_key, newest.number AS newest_number, {_SHOWN}
    FROM (
        SELECT near.id, stored.id AS article_id, stored.url_key
        FROM unnest(
            CAST(:url_keys AS bytea[]), CAST(:moments AS timestamptz[])
        ) AS asked (url_key, moment)
        JOIN newsbot.articles AS stored ON stored.url_key = asked.url_key
        CROSS JOIN LATERAL (
            (
                SELECT v.id FROM newsbot.versions AS v
                WHERE v.article_id = stored.id AND {_SEEN} AND v.fetched_at < asked.moment
                ORDER BY v.fetched_at DESC, v.number DESC LIMIT 1
            )
            UNION
            SELECT v.id FROM newsbot.versions AS v
            WHERE v.article_id = stored.id AND {_SEEN} AND v.fetched_at = asked.moment
            UNION
            (
                SELECT v.id FROM newsbot.versions AS v
                WHERE v.article_id = stored.id AND {_SEEN} AND v.fetched_at > asked.moment
                ORDER BY v.fetched_at, v.number LIMIT 1
            )
            UNION
            SELECT v.id FROM newsbot.versions AS v
            WHERE v.article_id = stored.id AND v.is_current
            UNION
            (
                SELECT v.id FROM newsbot.versions AS v
                WHERE v.article_id = stored.id AND v.held
                ORDER BY v.seen_until DESC LIMIT 1
            )
            UNION
            (
                SELECT v.id FROM newsbot.versions AS v
                JOIN newsbot.versions AS c ON c.article_id = v.article_id AND c.is_current
                WHERE v.article_id = stored.id AND v.held AND v.seen_until > c.seen_until
                ORDER BY v.fetched_at LIMIT 1
            )
        ) AS near
    ) AS article
    JOIN newsbot.versions AS version ON version.id = article.id
    CROSS JOIN LATERAL (
        SELECT max(v.number) AS number FROM newsbot.versions AS v
        WHERE v.article_id = article.article_id
    ) AS newest
""")  # noqa: S608 - names of columns
_SOME = text(f"""
    SELECT {_SHOWN} FROM newsbot.versions AS version
    WHERE version.id = ANY (CAST(:ids AS bigint[]))
""")  # noqa: S608 - names of columns
_ALL = text(f"""
    SELECT {_SHOWN} FROM newsbot.versions AS v
    JOIN newsbot.versions AS version ON version.id = v.id
    WHERE v.article_id = ANY (CAST(:article_ids AS bigint[])) AND {_SEEN}
    ORDER BY version.id
""")  # noqa: S608 - names of columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """When a page was fetched, and the stored article to which the page may belong."""

    url_key: bytes
    """The hash of the stored article's URL, made by newsbot.urls.url_key."""
    at: datetime
    """When the page was fetched."""


@dataclass(slots=True, kw_only=True)
class Known:
    """A stored or new article, with those of its versions that fetched pages are compared with.

    A version is a text of the article. Fetched pages change the versions in this object first.
    After all pages of a batch, the changes are written to the database.
    """

    article_id: int
    newest_number: int
    """The highest version number (column `number`) among the versions of the article."""
    timeline: Timeline = field(default_factory=Timeline)


def read_neighbours(
    connection: Connection, asked: Iterable[Fetch], known: dict[bytes, Known], now: datetime
) -> None:
    """Reads the stored articles to which fetched pages may belong, and adds them to `known`.

    An article may have many versions (stored texts). Only those are read that were fetched just
    before and just after the page.

    Args:
        connection: the database.
        asked: for each page the time of its fetch and the `url_key` of the article.
        known: the `url_key` of each article → the article.
        now: the current moment. If a stored time of a fetch is later than `now`, it comes from a
            wrong clock, and is corrected.
    """
    pairs = list(asked)
    if not pairs:
        return
    parameters = {
        "url_keys": [each.url_key for each in pairs],
        "moments": [p.at for p in pairs],
    }
    found: dict[bytes, list[Row[Any]]] = {}
    for row in connection.execute(_NEIGHBOURS, parameters):
        found.setdefault(row.url_key, []).append(row)
    for key, rows in found.items():
        article = known.setdefault(
            key, Known(article_id=rows[0].article_id, newest_number=rows[0].newest_number)
        )
        _add(article.timeline, map(_version, rows))
    ahead = {
        known[key].article_id: known[key].timeline
        for key in found
        if any(version.last > now for version in known[key].timeline.versions)
    }
    # Some articles have stored times of fetches that lie in the future. These times are corrected,
    # but must still come after all other fetches of the article. So all its versions are read.
    every = read_all(connection, list(ahead)) if ahead else {}
    for article_id, versions in every.items():
        _add(ahead[article_id], versions)
        ahead[article_id].correct(now)


def read_all(connection: Connection, article_ids: Sequence[int]) -> dict[int, list[Version]]:
    """Reads the versions of stored articles. Returns a dict: article id → versions.

    The versions of an article are in the order in which they were stored. Incomplete texts that a
    longer or a complete text has replaced are left out.
    """
    found: dict[int, list[Version]] = {}
    for row in connection.execute(_ALL, {"article_ids": list(article_ids)}):
        found.setdefault(row.article_id, []).append(_version(row))
    return found


def read_versions(connection: Connection, ids: Sequence[int]) -> dict[int, Version]:
    """Reads stored versions. Returns a dict: id → version.

    Ids that are no longer in the database are left out.
    """
    rows = connection.execute(_SOME, {"ids": list(ids)}) if ids else ()
    return {row.id: _version(row) for row in rows}


def _add(timeline: Timeline, versions: Iterable[Version]) -> None:
    known = {version.id for version in (*timeline.versions, *timeline.held)}
    unknown = {version.id: version for version in versions if version.id not in known}
    timeline.extend(unknown.values())


def _version(row: Row[Any]) -> Version:
    values = row._mapping  # noqa: SLF001 - the public name for a row's columns by name
    fetches = [row.fetched_at, *row.seen_between]
    if row.seen_until > row.fetched_at:
        fetches.append(row.seen_until)
    return Version(
        id=row.id,
        number=row.number,
        is_current=row.is_current,
        stored=Stored(first=row.fetched_at, is_current=row.is_current, held=row.held),
        fetches=fetches,
        word_count=row.word_count,
        content_sha256=row.content_sha256,
        columns={name: values[name] for name in COLUMNS},
    )
