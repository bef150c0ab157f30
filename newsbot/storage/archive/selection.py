"""Selects pages of the archive for `scrapy reextract`, which extracts their articles again.

Also stores when such a command began and ended, so that an interrupted one can be continued.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, bindparam, text
from sqlalchemy.dialects.postgresql import JSONB

from newsbot.items import ArchivedPage

# The number of archived pages that one query selects.
GROUP_SIZE = 500
# An article may be spread over several pages. Its page 2, 3 and so on belong to its first page only
# if they were fetched within this time of the first page.
TOGETHER = "1 day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A filter for archived pages: each field is a condition, and None is no condition."""

    site: str | None = None
    """The key of the site whose pages are wanted."""
    since: datetime | None = None
    """Only pages fetched at this moment or later are wanted."""
    until: datetime | None = None
    """Only pages fetched at this moment or earlier are wanted."""
    reason: str | None = None
    """Only pages that gave no article for this reason are wanted."""
    extractor_version: str | None = None
    """Only pages that were last read by this version of the extractor are wanted."""
    not_version: str | None = None
    """Only pages that were last read by another version of the extractor, or not read at all, are
    wanted.
    """
    is_refused: bool = False
    """If true, only pages are wanted whose URLs have given no article until now."""

    @property
    def parameters(self) -> dict[str, Any]:
        """The fields by name, as parameters for the SQL in this module."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A page of the archive, with what the database stores about the page."""

    page: ArchivedPage
    file: str
    """The name of the WARC file that has the page."""
    article_id: int | None
    """The id of the article that was last extracted from the page; None if it gave none."""
    reason: str | None
    """Why the page gave no article when it was last read: a name from newsbot.reasons."""
    extractor_version: str | None
    same_until: datetime
    """The time of the latest fetch in which the URL gave the same bytes. If no later fetch did, it
    is the time of the page's own fetch."""
    is_last: bool
    """Whether the archive has no later fetch of the same URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reextraction:
    """A run of `scrapy reextract`, which extracts the articles of archived pages again.

    Only pages that were last read before `started_at` are read, so that no page is read twice.
    """

    id: int
    started_at: datetime
    is_resumed: bool
    """Whether this continues an earlier command that was interrupted."""


def begin(engine: Engine, options: Mapping[str, str], extractor_version: str) -> Reextraction:
    """Inserts a row for a new `scrapy reextract`, or finds the row of an interrupted one.

    An interrupted command is continued only with the same options, as the user has typed them, and
    with the same version of the extractor. If two such commands run at once, the second finds the
    row of the first, and both use this row.
    """
    given = {"asked": dict(options), "version": extractor_version}
    with engine.begin() as connection:
        connection.execute(_ONE_AFTER_THE_OTHER)
        found = connection.execute(_UNFINISHED, given).one_or_none()
        row = found or connection.execute(_BEGIN, given).one()
    return Reextraction(id=row.id, started_at=row.started_at, is_resumed=found is not None)


def finish(engine: Engine, reextraction: Reextraction, counters: Mapping[str, int]) -> None:
    """Stores that a reextraction, i.e. a run of `scrapy reextract`, has read all its pages.

    `counters` maps each outcome, e.g. "revised", to the number of pages with this outcome. They are
    added to those that are stored: two commands may have continued the same interrupted run at
    once.
    """
    with engine.begin() as connection:
        before = connection.execute(_COUNTERS, {"id": reextraction.id}).scalar_one()
        total = Counter(before or {}) + Counter(counters)
        connection.execute(_FINISH, {"id": reextraction.id, "counters": total})


def present(engine: Engine) -> datetime:
    """The current moment by the clock of the database, but later than all stored reads of pages.

    If the clock was wrong when pages were read, their stored times may lie in the future.
    """
    with engine.connect() as connection:
        moment: datetime = connection.execute(_PRESENT).scalar_one()
        return moment


def count_pages(engine: Engine, asked: Asked, before: datetime) -> int:
    """The number of pages that `asked` selects, if they were last extracted before `before`."""
    with engine.connect() as connection:
        given = asked.parameters | {"before": before}
        found: int = connection.execute(_COUNT, given).scalar_one()
        return found


def next_pages(
    engine: Engine, asked: Asked, before: datetime, after: ArchivedPage | None
) -> list[Stored]:
    """Reads the next wanted pages, at most GROUP_SIZE, in the order in which they were fetched.

    The result is empty if no page is left.

    Args:
        engine: the database.
        asked: which pages are wanted.
        before: only pages that were last read before this moment are taken.
        after: the last page that the previous call returned; None for the first call.
    """
    given = asked.parameters | {
        "before": before,
        "fetched_at": None if after is None else after.fetched_at,
        "file": 0 if after is None else after.file_id,
        "start": 0 if after is None else after.start,
        "most": GROUP_SIZE,
    }
    with engine.connect() as connection:
        return [_stored(row) for row in connection.execute(_NEXT, given)]


def find_again(engine: Engine, page: ArchivedPage) -> Stored | None:
    """What the database knows of a page now; None if the page was deleted from the archive.

    The page may be in another file than `page` says, because its file was copied since.
    """
    given = {"url": page.requested_url, "at": page.fetched_at, "digest": page.payload_sha256}
    with engine.connect() as connection:
        row = connection.execute(_AGAIN, given).first()
    return None if row is None else _stored(row)


def find_fetch(engine: Engine, url: str, near: datetime) -> Stored | None:
    """The page that was fetched from a URL at a moment close to `near`.

    None if the archive has no fetch of the URL within a day of `near`.
    """
    with engine.connect() as connection:
        row = connection.execute(_NEAREST, {"url": url, "near": near}).one_or_none()
    return None if row is None else _stored(row)


def _stored(row: Row[Any]) -> Stored:
    page = ArchivedPage(
        file_id=row.file_id,
        start=row.start,
        length=row.length,
        kind=row.kind,
        url=row.url,
        requested_url=row.requested_url,
        site=row.site,
        fetched_at=row.fetched_at,
        payload_sha256=row.payload_sha256,
        is_partial=row.is_partial,
        listed=row.listed,
    )
    return Stored(
        page=page,
        file=row.file,
        article_id=row.article_id,
        reason=row.reason,
        extractor_version=row.extractor_version,
        same_until=row.same_until,
        is_last=row.is_last,
    )


_OF_PAGE = """
    p.*, f.name AS file, s.key AS site,
    (
        SELECT max(same.fetched_at) FROM newsbot.archived_pages AS same
        WHERE same.requested_url = p.requested_url
            AND same.payload_sha256 = p.payload_sha256 AND same.fetched_at >= p.fetched_at
    ) AS same_until,
    NOT EXISTS (
        SELECT FROM newsbot.archived_pages AS later
        WHERE later.requested_url = p.requested_url AND later.fetched_at > p.fetched_at
    ) AS is_last
"""
_FROM = """
    FROM newsbot.archived_pages AS p
    JOIN newsbot.archive_files AS f ON f.id = p.file_id
    JOIN newsbot.sites AS s ON s.id = p.site_id
"""
_WANTED = """
    p.kind = 'page' AND f.state IN ('open', 'whole') AND s.forgotten_at IS NULL
    AND p.read_at < :before
    AND (CAST(:site AS text) IS NULL OR s.key = :site)
    AND (CAST(:since AS timestamptz) IS NULL OR p.fetched_at >= :since)
    AND (CAST(:until AS timestamptz) IS NULL OR p.fetched_at <= :until)
    AND (CAST(:reason AS text) IS NULL OR p.reason = :reason)
    AND (CAST(:extractor_version AS text) IS NULL OR p.extractor_version = :extractor_version)
    AND (
        CAST(:not_version AS text) IS NULL OR p.extractor_version IS DISTINCT FROM :not_version
    )
    AND (
        NOT CAST(:is_refused AS boolean) OR p.article_id IS NULL AND EXISTS (
            SELECT FROM newsbot.rejections AS r
            JOIN newsbot.frontier AS u ON u.url_key = r.url_key
            WHERE r.url = p.requested_url AND r.site_id = p.site_id AND u.state <> 'done'
        )
    )
"""
_COUNT = text(f"SELECT count(*) {_FROM} WHERE {_WANTED}")

_NEXT = text(f"""
    SELECT {_OF_PAGE} {_FROM}
    WHERE {_WANTED}
        AND (
            CAST(:fetched_at AS timestamptz) IS NULL
            OR (p.fetched_at, p.file_id, p.start) > (:fetched_at, :file, :start)
        )
    ORDER BY p.fetched_at, p.file_id, p.start
    LIMIT :most
""")
_AGAIN = text(f"""
    SELECT {_OF_PAGE} {_FROM}
    WHERE p.requested_url = :url AND p.fetched_at = :at AND p.payload_sha256 = :digest
        AND p.kind = 'page' AND f.state IN ('open', 'whole')
    ORDER BY p.file_id, p.start
""")
# `nearest` is that fetch of the URL which is nearest to the moment `:near`. If it gave the same
# bytes as an earlier fetch, the archive has the bytes only in the record of the earlier fetch. So
# the record is found by the hash of the bytes.
_NEAREST = text(f"""
    WITH nearest AS (
        SELECT requested_url, payload_sha256, fetched_at FROM newsbot.archived_pages
        WHERE requested_url = :url
            AND fetched_at BETWEEN CAST(:near AS timestamptz) - interval '{TOGETHER}'
                AND CAST(:near AS timestamptz) + interval '{TOGETHER}'
        ORDER BY abs(extract(epoch FROM fetched_at - CAST(:near AS timestamptz))) LIMIT 1
    )
    SELECT {_OF_PAGE} {_FROM}
    JOIN nearest ON nearest.requested_url = p.requested_url
        AND nearest.payload_sha256 = p.payload_sha256
    WHERE p.kind <> 'revisit' AND f.state IN ('open', 'whole')
    ORDER BY p.fetched_at DESC LIMIT 1
""")  # noqa: S608 - of constants
_ONE_AFTER_THE_OTHER = text("LOCK TABLE newsbot.reextractions IN SHARE ROW EXCLUSIVE MODE")
_UNFINISHED = text("""
    SELECT id, started_at FROM newsbot.reextractions
    WHERE finished_at IS NULL AND asked = :asked AND extractor_version = :version
    ORDER BY id DESC LIMIT 1
""").bindparams(bindparam("asked", type_=JSONB))
_AFTER_ALL = """
    SELECT greatest(newsbot.now(), max(read_at) + interval '1 microsecond')
    FROM newsbot.archived_pages
"""
_PRESENT = text(_AFTER_ALL)
_BEGIN = text(f"""
    INSERT INTO newsbot.reextractions (asked, extractor_version, started_at)
    VALUES (:asked, :version, ({_AFTER_ALL}))
    RETURNING id, started_at
""").bindparams(bindparam("asked", type_=JSONB))  # noqa: S608 - of constants
_COUNTERS = text("SELECT counters FROM newsbot.reextractions WHERE id = :id FOR UPDATE")
_FINISH = text("""
    UPDATE newsbot.reextractions SET finished_at = newsbot.now(), counters = :counters
    WHERE id = :id
""").bindparams(bindparam("counters", type_=JSONB))
