"""Reads and changes rows of WARC files whose results cannot be read any more."""

from collections.abc import Mapping

from sqlalchemy import Engine, text

from newsbot.storage.archive.day_leases import DayPart
from newsbot.storage.archive.leases import IS_FREE


def failed_parts(engine: Engine) -> list[DayPart]:
    """The results for days that failed, as far as they are not settled. No run has these days."""
    with engine.connect() as connection:
        return [DayPart(**row) for row in connection.execute(_FAILED).mappings()]


def lose_results(engine: Engine, lost: Mapping[int, str]) -> None:
    """Has WARC files extracted again. How many of their pages of each day are settled is kept.

    A file is left out if a run is settling a day with pages of it, or if another run has extracted
    it again already.

    Args:
        engine: the database.
        lost: the id of a file → the path or URL of its lost results.
    """
    with engine.begin() as connection:
        asked = {"ids": list(lost), "results": list(lost.values())}
        connection.execute(_LOCK_DAYS, asked)  # no run can lease one of them meanwhile
        found = connection.execute(_LOCK, asked).scalars().all()
        connection.execute(_CLOSE, {"ids": found})
        connection.execute(_AGAIN, {"ids": found})


_FAILED = text(f"""
    SELECT d.partition_id, p.url, p.results, d.day, d.pages, d.settled
    FROM newsbot.archive_days AS t
    JOIN newsbot.partition_days AS d ON d.day = t.day AND d.settled < d.pages
    JOIN newsbot.partitions AS p ON p.id = d.partition_id AND p.state = 'extracted'
    WHERE t.failure IS NOT NULL AND {IS_FREE}
    ORDER BY d.partition_id, d.day
""")  # noqa: S608 - of constants
_LOCK_DAYS = text("""
    SELECT FROM newsbot.archive_days WHERE day IN (
        SELECT day FROM newsbot.partition_days WHERE partition_id = ANY(CAST(:ids AS bigint[]))
    )
    ORDER BY day FOR UPDATE
""")
_LOCK = text(f"""
    SELECT p.id FROM newsbot.partitions AS p
    JOIN unnest(CAST(:ids AS bigint[]), CAST(:results AS text[])) AS lost (id, results)
        ON lost.id = p.id AND lost.results = p.results
    WHERE p.state = 'extracted' AND NOT EXISTS (
        SELECT FROM newsbot.partition_days AS d JOIN newsbot.archive_days AS t ON t.day = d.day
        WHERE d.partition_id = p.id AND NOT {IS_FREE}
    )
    FOR UPDATE OF p
""")  # noqa: S608 - of constants
# Until the file is extracted again, none of its days has pages to settle.
_CLOSE = text("""
    UPDATE newsbot.partition_days SET pages = settled
    WHERE partition_id = ANY(CAST(:ids AS bigint[]))
""")
_AGAIN = text("""
    UPDATE newsbot.partitions
    SET state = 'waiting', results = NULL, next_at = newsbot.now(), failure = NULL
    WHERE id = ANY(CAST(:ids AS bigint[]))
""")
