"""Leases days to runs, so that no two runs settle the pages of one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from newsbot.storage.archive.leases import FAIL, IS_FREE, PAUSES, LeaseGone, Leases
from newsbot.storage.models import archive_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPart:
    """The pages in one extracted file that were fetched on a certain day."""

    partition_id: int
    url: str
    """The path or URL of the file."""
    results: str
    """The path or URL of the Parquet file with the pages."""
    day: date
    pages: int
    settled: int
    """How many of the pages are settled. They are the first ones of the day in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that this run has leased, so that no other run settles pages fetched on this day."""

    day: date
    parts: tuple[DayPart, ...]


@dataclass(frozen=True, slots=True)
class DayLeases(Leases):
    """Leases days for one run. The methods do blocking I/O."""

    def claim(self, *, without_failed: bool = False) -> Day | None:
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

    def add_settled(
        self,
        connection: Connection,
        day: date,
        settled: Mapping[int, int],
        counts: Mapping[str, int],
        seconds: float,
    ) -> bool:
        """Writes that further pages of a day are settled; False if that is written already.

        It may be written already because the connection was lost after a commit. Nothing is changed
        then.

        Args:
            connection: the transaction that stores the pages. So a page is settled exactly once.
            day: the day.
            settled: the id of a file → how many of its pages of the day are settled now.
            counts: what became of the pages: name of an outcome → number of pages.
            seconds: how long it took.

        Raises:
            LeaseGone: another run may have taken over the day.
        """
        parts = {"day": day, "ids": list(settled), "settled": list(settled.values())}
        row = connection.execute(_LOCK_DAY, {**self._own, "day": day}).one_or_none()
        if row is None:
            raise LeaseGone(f"another run has taken over {day}")
        if not connection.execute(_SETTLE, parts).rowcount:
            return False
        total = {name: (row.counts or {}).get(name, 0) + n for name, n in counts.items()}
        table = archive_tables.archive_days
        values = {
            "counts": {**(row.counts or {}), **total},
            "seconds": table.c.seconds + seconds,
        }
        connection.execute(table.update().where(table.c.day == day).values(values))
        return True

    def fail(self, day: date, failure: str) -> None:
        """Writes why a day could not be settled, and when it is tried again; ends the lease."""
        asked = {"day": day, "failure": failure, "pauses": list(PAUSES), **self._own}
        with self.engine.begin() as connection:
            connection.execute(_FAIL_DAY, asked)

    def finish(self, day: date) -> None:
        """Ends the lease of a day whose pages are all settled."""
        with self.engine.begin() as connection:
            connection.execute(_FINISH_DAY, {"day": day, **self._own})


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
        WHERE {IS_FREE} AND t.next_at <= newsbot.now() AND NOT EXISTS (
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
    SELECT d.partition_id, p.url, p.results, d.day, d.pages, d.settled
    FROM newsbot.partition_days AS d JOIN newsbot.partitions AS p ON p.id = d.partition_id
    WHERE d.day = :day AND d.settled < d.pages ORDER BY d.partition_id
""")
_LOCK_DAY = text("""
    SELECT counts FROM newsbot.archive_days WHERE day = :day AND leased_by = :run FOR UPDATE
""")
_FAIL_DAY = text(f"""
    UPDATE newsbot.archive_days SET {FAIL} WHERE day = :day AND leased_by = :run
""")  # noqa: S608 - of constants
_SETTLE = text("""
    UPDATE newsbot.partition_days AS d SET settled = now.settled
    FROM unnest(CAST(:ids AS bigint[]), CAST(:settled AS integer[])) AS now (id, settled)
    WHERE d.partition_id = now.id AND d.day = :day AND d.settled < now.settled
""")
_FINISH_DAY = text("""
    UPDATE newsbot.archive_days SET leased_by = NULL, leased_until = NULL, tries = 0,
        failure = NULL, stored_at = newsbot.now()
    WHERE day = :day AND leased_by = :run
""")
