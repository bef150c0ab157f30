"""Leases WARC files to runs, so that no two runs extract one file; renews leases and ends them.

Days are leased by `newsbot.storage.archive.day_leases`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import Insert, insert

from newsbot.storage.archive.day_leases import DayLeases
from newsbot.storage.archive.leases import FAIL, IS_FREE, PAUSES, LeaseGone, Leases
from newsbot.storage.archive.partitions import Extraction, Partition
from newsbot.storage.models import archive_tables

Key = int | date
"""The id of a file, or a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Which work is left that can be done now, by this run or another one."""

    files: bool
    """Whether a file is due, or is being extracted."""
    days: bool
    """Whether a day is due or being settled, or will be when the files that are left are done."""


@dataclass(frozen=True, slots=True)
class PartitionLeases(Leases):
    """Leases WARC files and days for one run. The methods do blocking I/O."""

    def claim_partition(self) -> Partition | None:
        """Leases a file that is to be extracted; None if no file is free and due.

        Files whose first day is unknown come first, since all days wait for them.
        """
        with self.engine.begin() as connection:
            row = connection.execute(_CLAIM_PARTITION, self._own).one_or_none()
        if row is None:
            return None
        return Partition(id=row.id, url=row.url)

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

        To write the same results once more changes nothing: the first time may have been committed
        although the connection was lost.

        Raises:
            LeaseGone: another run may have taken over the file.
        """
        counts = found.counts
        done = {
            "state": "extracted",
            "leased_by": None,
            "leased_until": None,
            "failure": None,
            "damage": counts.damage,
            "results": found.results,
            "pages": counts.pages,
            "articles": counts.articles,
            "counts": counts.named,
            "seconds": counts.seconds,
            "extractor_version": found.extractor_version,
            "extracted_at": text("newsbot.now()"),
        }
        table = archive_tables.partitions
        days = [
            {"partition_id": partition_id, "day": day, "pages": pages}
            for day, pages in sorted(counts.days.items())
        ]
        with self.engine.begin() as connection:
            asked = {**self._own, "id": partition_id, "results": found.results}
            state = connection.execute(_LOCK_PARTITION, asked).scalar_one_or_none()
            if state is None:
                raise LeaseGone(f"another run has taken over file {partition_id}")
            if state == "extracted":
                return
            connection.execute(table.update().where(table.c.id == partition_id).values(done))
            if days:
                connection.execute(_add_days(days))

    def fail_partition(self, partition_id: int, failure: str) -> None:
        """Writes why a file could not be extracted, and when it is tried again; ends the lease."""
        asked = {"id": partition_id, "failure": failure, "pauses": list(PAUSES), **self._own}
        with self.engine.begin() as connection:
            connection.execute(_FAIL_PARTITION, asked)

    def give_all_back(self) -> None:
        """Ends all leases of the run, so that other runs can take over at once."""
        with self.engine.begin() as connection:
            connection.execute(_GIVE_BACK_PARTITIONS, self._own)
            connection.execute(_GIVE_BACK_DAYS, self._own)

    @property
    def days(self) -> DayLeases:
        """Leases days for the same run."""
        return DayLeases(self.engine, self.run_id, self.ttl)


def _add_days(days: list[dict[str, Any]]) -> Insert:
    """Writes how many pages of each day a file has. Some may be settled from lost results."""
    statement = insert(archive_tables.partition_days).values(days)
    settled = archive_tables.partition_days.c.settled
    return statement.on_conflict_do_update(
        index_elements=["partition_id", "day"],
        set_={"pages": func.greatest(statement.excluded.pages, settled)},
    )


def _split(keys: Collection[Key]) -> dict[str, Any]:
    return {
        "ids": [key for key in keys if isinstance(key, int)],
        "days": [key for key in keys if isinstance(key, date)],
    }


_CLAIM_PARTITION = text(f"""
    WITH free AS (
        SELECT t.id FROM newsbot.partitions AS t
        WHERE t.state = 'waiting' AND {IS_FREE}
            AND t.next_at <= newsbot.now()
        ORDER BY t.begins_at NULLS FIRST, t.id LIMIT 1 FOR UPDATE OF t SKIP LOCKED
    )
    UPDATE newsbot.partitions AS p
    SET leased_by = :run, leased_until = newsbot.now() + :ttl
    FROM free WHERE p.id = free.id
    RETURNING p.id, p.url
""")  # noqa: S608 - of constants
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
    SELECT state FROM newsbot.partitions
    WHERE id = :id AND (leased_by = :run AND state = 'waiting' OR results = :results) FOR UPDATE
""")
_FAIL_PARTITION = text(f"""
    UPDATE newsbot.partitions SET {FAIL} WHERE id = :id AND leased_by = :run
""")  # noqa: S608 - of constants
# A file that failed, and is not due yet, may have pages of the first day or of an earlier one. Then
# no day can be settled.
_LEFT = text(f"""
    WITH first AS (
        SELECT min(day) AS day FROM newsbot.partition_days WHERE settled < pages
    )
    SELECT EXISTS (
        SELECT FROM newsbot.partitions AS t
        WHERE t.state = 'waiting' AND (t.next_at <= newsbot.now() OR NOT {IS_FREE})
    ) AS files, EXISTS (
        SELECT FROM first LEFT JOIN newsbot.archive_days AS t ON t.day = first.day
        WHERE first.day IS NOT NULL
            AND (t.day IS NULL OR t.next_at <= newsbot.now() OR NOT {IS_FREE})
            AND (:without_failed OR NOT EXISTS (
                SELECT FROM newsbot.partitions AS t
                WHERE t.state = 'waiting' AND t.failure IS NOT NULL
                    AND t.next_at > newsbot.now() AND {IS_FREE}
                    AND coalesce(CAST(t.begins_at AT TIME ZONE 'UTC' AS date) <= first.day, true)
            ))
    ) AS days
""")  # noqa: S608 - of constants
_RETRY = (
    text("UPDATE newsbot.partitions SET next_at = newsbot.now() WHERE next_at > newsbot.now()"),
    text("UPDATE newsbot.archive_days SET next_at = newsbot.now() WHERE next_at > newsbot.now()"),
)
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
