"""Leases WARC files and days to runs, so that no two runs extract one file, or settle one day.

A lease is two columns of a row: the run that has the lease, and until when. It ends by itself when
its time is up, or at once if its run has ended or is known to be dead.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.dialects.postgresql import insert

from newsbot.errors import NewsbotError
from newsbot.storage.archive.partitions import Extraction, Partition
from newsbot.storage.models import archive_tables

# How long a file or day that failed waits before it is tried again, after one failure, two and so
# on. The last pause is also that of all further failures.
PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)


Key = int | date
"""The id of a file, or a day."""


class LeaseGone(NewsbotError):
    """The error that another run may have taken over a file or day from this run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPart:
    """The pages in one extracted file that were fetched on a certain day."""

    partition_id: int
    results: str
    """The path or URL of the Parquet file with the pages."""
    pages: int
    settled: int
    """How many of the pages are settled. They are the first ones of the day in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that this run has leased, so that no other run settles pages fetched on this day."""

    day: date
    parts: tuple[DayPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Which work is left that can be done now, by this run or another one."""

    files: bool
    """Whether a file is due, or is being extracted."""
    days: bool
    """Whether a day is due or being settled, or will be when the files that are left are done."""


@dataclass(frozen=True, slots=True)
class PartitionLeases:
    """Leases WARC files and days for one run. The methods do blocking I/O.

    Args:
        engine: the database.
        run_id: the id of the run, in `newsbot.runs`.
        ttl: how long a lease lasts after it was taken or renewed.
    """

    engine: Engine
    run_id: int
    ttl: timedelta

    def claim_partition(self) -> Partition | None:
        """Leases a file that is to be extracted; None if no file is free and due.

        Files whose first day is unknown come first, since all days wait for them.
        """
        with self.engine.begin() as connection:
            row = connection.execute(_CLAIM_PARTITION, self._own).one_or_none()
        if row is None:
            return None
        return Partition(id=row.id, url=row.url, size_bytes=row.size_bytes)

    def claim_day(self, *, without_failed: bool = False) -> Day | None:
        """Leases the first day that has pages to settle; None if the day is not free or not ready.

        A day is ready when no file is left that may have pages of that day or of an earlier one.
        With `without_failed`, files that failed do not count.
        """
        asked = {**self._own, "without_failed": without_failed}
        with self.engine.begin() as connection:
            connection.execute(_MAKE_DAYS)
            day = connection.execute(_CLAIM_DAY, asked).scalar_one_or_none()
            if day is None:
                return None
            rows = connection.execute(_PARTS, {"day": day}).mappings()
            return Day(day=day, parts=tuple(DayPart(**row) for row in rows))

    def left(self, *, without_failed: bool) -> Left:
        """Whether work is left. Files and days that failed count only when they are due again."""
        with self.engine.connect() as connection:
            row = connection.execute(_LEFT, {"without_failed": without_failed}).one()
        return Left(files=row.files, days=row.days)

    def retry_failed(self) -> None:
        """Makes all files and days that failed due now."""
        with self.engine.begin() as connection:
            for statement in _RETRY:
                connection.execute(statement)

    def renew(self, keys: Collection[Key]) -> set[Key]:
        """Prolongs leases of the run, and the run itself; returns those that it still has.

        Other leases of the run, e.g. of a file that it has given up, end when their time is up.
        """
        asked = {**self._own, **_split(keys)}
        with self.engine.begin() as connection:
            connection.execute(_RENEW_RUN, self._own)
            held: set[Key] = set(connection.execute(_RENEW_PARTITIONS, asked).scalars())
            return held | set(connection.execute(_RENEW_DAYS, asked).scalars())

    def give_back(self, key: Key) -> None:
        """Ends the lease of a file or day, if the run still has it."""
        asked = {**self._own, **_split([key])}
        with self.engine.begin() as connection:
            connection.execute(_GIVE_BACK_PARTITION, asked)
            connection.execute(_GIVE_BACK_DAY, asked)

    def finish_partition(self, partition_id: int, found: Extraction) -> None:
        """Writes what was extracted from a file, and ends the lease of the file.

        Raises:
            LeaseGone: another run may have taken over the file.
        """
        done = {
            "state": "extracted",
            "leased_by": None,
            "leased_until": None,
            "failure": None,
            "damage": found.damage,
            "results": found.results,
            "pages": found.pages,
            "articles": found.articles,
            "counts": dict(found.counts),
            "seconds": found.seconds,
            "extractor_version": found.extractor_version,
            "extracted_at": text("newsbot.now()"),
        }
        table = archive_tables.partitions
        days = [
            {"partition_id": partition_id, "day": day, "pages": pages}
            for day, pages in sorted(found.days.items())
        ]
        with self.engine.begin() as connection:
            self._require(connection, _LOCK_PARTITION, {"id": partition_id})
            connection.execute(table.update().where(table.c.id == partition_id).values(done))
            if days:
                connection.execute(insert(archive_tables.partition_days), days)

    def fail_partition(self, partition_id: int, failure: str) -> None:
        """Writes why a file could not be extracted, and when it is tried again; ends the lease."""
        asked = {"id": partition_id, "failure": failure, "pauses": list(PAUSES), **self._own}
        with self.engine.begin() as connection:
            connection.execute(_FAIL_PARTITION, asked)

    def fail_day(self, day: date, failure: str) -> None:
        """Writes why a day could not be settled, and when it is tried again; ends the lease."""
        asked = {"day": day, "failure": failure, "pauses": list(PAUSES), **self._own}
        with self.engine.begin() as connection:
            connection.execute(_FAIL_DAY, asked)

    def add_settled(
        self, day: date, settled: Mapping[int, int], counts: Mapping[str, int], seconds: float
    ) -> None:
        """Writes that further pages of a day are settled.

        Args:
            day: the day.
            settled: the id of a file → how many more of its pages are settled.
            counts: what became of the pages: name of an outcome → number of pages.
            seconds: how long it took.

        Raises:
            LeaseGone: another run may have taken over the day.
        """
        parts = [{"day": day, "id": each, "more": more} for each, more in sorted(settled.items())]
        with self.engine.begin() as connection:
            row = self._require(connection, _LOCK_DAY, {"day": day})
            total = {name: (row.counts or {}).get(name, 0) + n for name, n in counts.items()}
            table = archive_tables.archive_days
            values = {
                "counts": {**(row.counts or {}), **total},
                "seconds": table.c.seconds + seconds,
            }
            connection.execute(table.update().where(table.c.day == day).values(values))
            if parts:
                connection.execute(_ADD_SETTLED, parts)

    def finish_day(self, day: date) -> None:
        """Ends the lease of a day whose pages are all settled."""
        with self.engine.begin() as connection:
            connection.execute(_FINISH_DAY, {"day": day, **self._own})

    def give_all_back(self) -> None:
        """Ends all leases of the run, so that other runs can take over at once."""
        with self.engine.begin() as connection:
            connection.execute(_GIVE_BACK_PARTITIONS, self._own)
            connection.execute(_GIVE_BACK_DAYS, self._own)

    @property
    def _own(self) -> dict[str, Any]:
        return {"run": self.run_id, "ttl": self.ttl}

    def _require(self, connection: Connection, lock: Any, which: Mapping[str, Any]) -> Any:
        row = connection.execute(lock, {**which, "run": self.run_id}).one_or_none()
        if row is None:
            raise LeaseGone(f"another run has taken over {next(iter(which.values()))}")
        return row


def _split(keys: Collection[Key]) -> dict[str, Any]:
    return {
        "ids": [key for key in keys if isinstance(key, int)],
        "days": [key for key in keys if isinstance(key, date)],
    }


# SQL: whether no living run has a lease of the row `t`.
_IS_FREE = """(
    t.leased_by IS NULL OR t.leased_until <= newsbot.now() OR NOT EXISTS (
        SELECT FROM newsbot.runs AS r WHERE r.id = t.leased_by AND r.finished_at IS NULL
    )
)"""
_CLAIM_PARTITION = text(f"""
    WITH free AS (
        SELECT t.id FROM newsbot.partitions AS t
        WHERE t.state = 'waiting' AND {_IS_FREE}
            AND t.next_at <= newsbot.now()
        ORDER BY t.begins_at NULLS FIRST, t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED
    )
    UPDATE newsbot.partitions AS p
    SET leased_by = :run, leased_until = newsbot.now() + :ttl
    FROM free WHERE p.id = free.id
    RETURNING p.id, p.url, p.size_bytes
""")  # noqa: S608 - of constants
_MAKE_DAYS = text("""
    INSERT INTO newsbot.archive_days (day)
    SELECT DISTINCT day FROM newsbot.partition_days WHERE settled < pages
    ON CONFLICT DO NOTHING
""")
# The first day with pages that are not settled. It is not ready while a file that is not extracted
# may have pages of the day or of an earlier one.
_CLAIM_DAY = text(f"""
    WITH first AS (
        SELECT min(day) AS day FROM newsbot.partition_days WHERE settled < pages
    ), free AS (
        SELECT t.day FROM newsbot.archive_days AS t JOIN first ON first.day = t.day
        WHERE {_IS_FREE} AND t.next_at <= newsbot.now() AND NOT EXISTS (
            SELECT FROM newsbot.partitions AS p
            WHERE p.state = 'waiting' AND NOT (:without_failed AND p.failure IS NOT NULL)
                AND coalesce(CAST(p.begins_at AT TIME ZONE 'UTC' AS date) <= t.day, true)
        )
        FOR UPDATE OF t SKIP LOCKED
    )
    UPDATE newsbot.archive_days AS d SET leased_by = :run, leased_until = newsbot.now() + :ttl
    FROM free WHERE d.day = free.day
    RETURNING d.day
""")  # noqa: S608 - of constants
_PARTS = text("""
    SELECT d.partition_id, p.results, d.pages, d.settled
    FROM newsbot.partition_days AS d JOIN newsbot.partitions AS p ON p.id = d.partition_id
    WHERE d.day = :day AND d.settled < d.pages ORDER BY d.partition_id
""")
_RENEW_RUN = text("""
    UPDATE newsbot.runs SET alive_until = newsbot.now() + :ttl WHERE id = :run
""")
_RENEW_PARTITIONS = text("""
    UPDATE newsbot.partitions SET leased_until = newsbot.now() + :ttl
    WHERE leased_by = :run AND state = 'waiting' AND id = ANY(CAST(:ids AS bigint[]))
    RETURNING id
""")
_RENEW_DAYS = text("""
    UPDATE newsbot.archive_days SET leased_until = newsbot.now() + :ttl
    WHERE leased_by = :run AND day = ANY(CAST(:days AS date[])) RETURNING day
""")
_LOCK_PARTITION = text("""
    SELECT FROM newsbot.partitions
    WHERE id = :id AND leased_by = :run AND state = 'waiting' FOR UPDATE
""")
_LOCK_DAY = text("""
    SELECT counts FROM newsbot.archive_days WHERE day = :day AND leased_by = :run FOR UPDATE
""")
_FAIL_PARTITION = text("""
    UPDATE newsbot.partitions SET leased_by = NULL, leased_until = NULL, tries = tries + 1,
        failure = :failure,
        next_at = newsbot.now()
            + (CAST(:pauses AS interval[]))[least(tries + 1, cardinality(:pauses))]
    WHERE id = :id AND leased_by = :run
""")
_FAIL_DAY = text("""
    UPDATE newsbot.archive_days SET leased_by = NULL, leased_until = NULL, tries = tries + 1,
        failure = :failure,
        next_at = newsbot.now()
            + (CAST(:pauses AS interval[]))[least(tries + 1, cardinality(:pauses))]
    WHERE day = :day AND leased_by = :run
""")
_ADD_SETTLED = text("""
    UPDATE newsbot.partition_days SET settled = settled + :more
    WHERE partition_id = :id AND day = :day
""")
# A file that failed, and is not due yet, may have pages of the first day or of an earlier one. Then
# no day can be settled.
_LEFT = text(f"""
    WITH first AS (
        SELECT min(day) AS day FROM newsbot.partition_days WHERE settled < pages
    )
    SELECT EXISTS (
        SELECT FROM newsbot.partitions AS t
        WHERE t.state = 'waiting' AND (t.next_at <= newsbot.now() OR NOT {_IS_FREE})
    ) AS files, EXISTS (
        SELECT FROM first LEFT JOIN newsbot.archive_days AS t ON t.day = first.day
        WHERE first.day IS NOT NULL
            AND (t.day IS NULL OR t.next_at <= newsbot.now() OR NOT {_IS_FREE})
            AND (:without_failed OR NOT EXISTS (
                SELECT FROM newsbot.partitions AS t
                WHERE t.state = 'waiting' AND t.failure IS NOT NULL
                    AND t.next_at > newsbot.now() AND {_IS_FREE}
                    AND coalesce(CAST(t.begins_at AT TIME ZONE 'UTC' AS date) <= first.day, true)
            ))
    ) AS days
""")  # noqa: S608 - of constants
_RETRY = (
    text("UPDATE newsbot.partitions SET next_at = newsbot.now() WHERE next_at > newsbot.now()"),
    text("UPDATE newsbot.archive_days SET next_at = newsbot.now() WHERE next_at > newsbot.now()"),
)
_FINISH_DAY = text("""
    UPDATE newsbot.archive_days SET leased_by = NULL, leased_until = NULL, tries = 0,
        failure = NULL, stored_at = newsbot.now()
    WHERE day = :day AND leased_by = :run
""")
_GIVE_BACK_PARTITION = text("""
    UPDATE newsbot.partitions SET leased_by = NULL, leased_until = NULL
    WHERE leased_by = :run AND id = ANY(CAST(:ids AS bigint[]))
""")
_GIVE_BACK_DAY = text("""
    UPDATE newsbot.archive_days SET leased_by = NULL, leased_until = NULL
    WHERE leased_by = :run AND day = ANY(CAST(:days AS date[]))
""")
_GIVE_BACK_PARTITIONS = text("""
    UPDATE newsbot.partitions SET leased_by = NULL, leased_until = NULL WHERE leased_by = :run
""")
_GIVE_BACK_DAYS = text("""
    UPDATE newsbot.archive_days SET leased_by = NULL, leased_until = NULL WHERE leased_by = :run
""")
