"""Writes and reads `newsbot.partitions`: WARC files that machines share out among themselves.

A file is a *partition* of an archive, e.g. one of the files of a month of CC-NEWS.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, RowMapping, text
from sqlalchemy.dialects.postgresql import insert

from newsbot.items import FileCounts
from newsbot.storage.archive.leases import IS_FREE
from newsbot.storage.models import archive_tables

# How many rows one statement inserts.
AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPartition:
    """A WARC file that is to be extracted, as `scrapy archive add` registers it."""

    url: str
    """The absolute path of the file, or a URL that fsspec opens."""
    size_bytes: int | None = None
    """The size of the file; None if it is unknown."""
    begins_at: datetime | None = None
    """No page in the file was fetched before this moment; None if this is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """A WARC file that this run has leased, so that no other run extracts it."""

    id: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What was extracted from a WARC file."""

    results: str
    """The path or URL of the Parquet file that has all of it."""
    counts: FileCounts
    extractor_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the work on all registered WARC files is."""

    files: int
    waiting: int
    """The number of files that wait to be extracted. Leased and failed ones do not count."""
    extracting: int
    """The number of files that a run is extracting now."""
    failed: int
    """The number of files that could not be read, and will be tried again."""
    extracted: int
    damaged: int
    """The number of extracted files that are damaged, so that pages may be missing."""
    pages: int
    """The number of pages in the extracted files."""
    articles: int
    settled: int
    """The number of pages that are compared with the stored articles, and stored."""
    size_bytes: int
    """The size of all files whose size is known."""
    left_bytes: int
    """The size of those files that are not extracted yet, as far as it is known."""
    pages_an_hour: float
    """How many pages were extracted in the last hour, or in less if the work began later."""
    bytes_an_hour: float
    """How many bytes of files were extracted in the last hour, as for `pages_an_hour`."""
    files_an_hour: float

    @property
    def seconds_left(self) -> float | None:
        """How long the extraction will still take at the rate of the last hour; None: no rate."""
        left = self.files - self.extracted
        if not left:
            return 0
        if self.left_bytes and self.bytes_an_hour:
            return 3600 * self.left_bytes / self.bytes_an_hour
        return 3600 * left / self.files_an_hour if self.files_an_hour else None

    @property
    def is_done(self) -> bool:
        """Whether all files are extracted, and all their pages settled."""
        return self.extracted == self.files and self.settled == self.pages


def add_partitions(engine: Engine, new: Sequence[NewPartition]) -> int:
    """Registers files, and returns how many of them were not registered before."""
    added = 0
    statement = insert(archive_tables.partitions).on_conflict_do_nothing(index_elements=["url"])
    returning = statement.returning(archive_tables.partitions.c.id)
    with engine.begin() as connection:
        for start in range(0, len(new), AT_ONCE):
            rows = [asdict(each) for each in new[start : start + AT_ONCE]]
            added += len(connection.execute(returning, rows).all())
    return added


def waiting_files(engine: Engine) -> Sequence[str]:
    """The paths or URLs of the files that are not extracted yet, in the order of their leases."""
    with engine.connect() as connection:
        return connection.execute(_WAITING).scalars().all()


def read_progress(engine: Engine) -> Progress:
    """Counts the registered files and their pages."""
    with engine.connect() as connection:
        return Progress(**connection.execute(_PROGRESS).mappings().one())


def failed_partitions(engine: Engine) -> Sequence[RowMapping]:
    """The files that could not be read: `url`, `failure`, `tries` and `next_at` of each."""
    return _all(engine, _FAILED)


def damaged_partitions(engine: Engine) -> Sequence[RowMapping]:
    """The extracted files that are damaged: `url` and `damage` of each."""
    return _all(engine, _DAMAGED)


def open_days(engine: Engine) -> Sequence[RowMapping]:
    """The days with pages that are not settled yet: `day`, `pages`, `settled`, `failure`."""
    return _all(engine, _OPEN_DAYS)


def _all(engine: Engine, query: Any) -> Sequence[RowMapping]:
    with engine.connect() as connection:
        return connection.execute(query).mappings().all()


_PROGRESS = text(f"""
    WITH p AS (
        SELECT *, state = 'waiting' AND NOT {IS_FREE} AS is_leased FROM newsbot.partitions AS t
    ), latest AS (
        SELECT *, greatest(extract(epoch FROM newsbot.now() - min(began_at) OVER ()), 1) AS s FROM (
            SELECT pages, size_bytes, extracted_at - make_interval(secs => seconds) AS began_at
            FROM newsbot.partitions WHERE extracted_at > newsbot.now() - interval '1 hour'
        ) AS recent
    ), rate AS (
        SELECT coalesce(sum(pages / s), 0) * 3600 AS pages_an_hour,
            coalesce(sum(size_bytes / s), 0) * 3600 AS bytes_an_hour,
            coalesce(sum(1 / s), 0) * 3600 AS files_an_hour
        FROM latest
    )
    SELECT count(*) AS files,
        count(*) FILTER (WHERE state = 'waiting' AND NOT is_leased AND failure IS NULL) AS waiting,
        count(*) FILTER (WHERE is_leased) AS extracting,
        count(*) FILTER (
            WHERE state = 'waiting' AND NOT is_leased AND failure IS NOT NULL
        ) AS failed,
        count(*) FILTER (WHERE state = 'extracted') AS extracted,
        count(*) FILTER (WHERE damage IS NOT NULL) AS damaged,
        CAST(coalesce(sum(pages), 0) AS bigint) AS pages,
        CAST(coalesce(sum(articles), 0) AS bigint) AS articles,
        (SELECT CAST(coalesce(sum(settled), 0) AS bigint) FROM newsbot.partition_days) AS settled,
        CAST(coalesce(sum(size_bytes), 0) AS bigint) AS size_bytes,
        CAST(coalesce(sum(size_bytes) FILTER (WHERE state = 'waiting'), 0) AS bigint) AS left_bytes,
        (SELECT CAST(pages_an_hour AS double precision) FROM rate),
        (SELECT CAST(bytes_an_hour AS double precision) FROM rate),
        (SELECT CAST(files_an_hour AS double precision) FROM rate)
    FROM p
""")  # noqa: S608 - of constants
_WAITING = text("""
    SELECT url FROM newsbot.partitions WHERE state = 'waiting' ORDER BY begins_at NULLS FIRST, id
""")
_FAILED = text("""
    SELECT url, failure, tries, next_at FROM newsbot.partitions
    WHERE state = 'waiting' AND failure IS NOT NULL ORDER BY next_at, id
""")
_DAMAGED = text("""
    SELECT url, damage FROM newsbot.partitions WHERE damage IS NOT NULL ORDER BY id
""")
_OPEN_DAYS = text("""
    SELECT d.day, sum(d.pages) AS pages, sum(d.settled) AS settled,
        (SELECT failure FROM newsbot.archive_days AS a WHERE a.day = d.day) AS failure
    FROM newsbot.partition_days AS d
    WHERE d.day IN (SELECT day FROM newsbot.partition_days WHERE settled < pages)
    GROUP BY d.day ORDER BY d.day
""")
