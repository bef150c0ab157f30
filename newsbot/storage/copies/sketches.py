"""The sketches of texts, by day of fetching: written with each text, looked up by shared hashes.

A day is a partition, dropped as a whole once no look-up can want it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from newsbot.dedup.parameters import PARAMETERS

# A crawl of an archive may come back to a day as long as it goes on.
UNTOUCHED = timedelta(days=7)
TOUCHED_ANEW_AFTER = timedelta(hours=1)
# Each takes four locks until the commit, of the few thousand that a server has for all.
MOST_DROPPED = 50
# Look-ups that are under way hold the table for milliseconds.
DROP_TIMEOUT = "2s"

# One statement answers all queries of about one time: a statement costs half a millisecond of CPU
# before it does anything. The first condition on the day leaves the planner few partitions, the
# second each look-up its own.
_SHARED = text("""
    SELECT ranked.number, ranked.version_id
    FROM (
        SELECT query.number, posting.version_id, row_number() OVER (
            PARTITION BY query.number ORDER BY count(*) DESC, posting.version_id
        ) AS rank
        FROM unnest(CAST(:owners AS bigint[]), CAST(:hashes AS bigint[])) AS asked (number, hash)
        JOIN unnest(
            CAST(:numbers AS bigint[]), CAST(:after AS bigint[]), CAST(:before AS bigint[]),
            CAST(:first_days AS date[]), CAST(:last_days AS date[])
        ) AS query (number, after, before, first_day, last_day) USING (number)
        CROSS JOIN LATERAL (
            SELECT s.version_id
            FROM newsbot.sketches AS s
            WHERE s.hash = asked.hash
              AND s.day BETWEEN :first_day AND :last_day
              AND s.day BETWEEN query.first_day AND query.last_day
              AND s.version_id > query.after
              AND s.version_id < query.before
            ORDER BY s.version_id DESC
            LIMIT :max_postings
        ) AS posting
        GROUP BY query.number, posting.version_id
        HAVING count(*) >= :min_shared
    ) AS ranked
    WHERE ranked.rank <= :max_verified
    ORDER BY ranked.number, ranked.rank
""")

_INSERT = text("""
    INSERT INTO newsbot.sketches (hash, version_id, day)
    SELECT * FROM unnest(
        CAST(:hashes AS bigint[]), CAST(:version_ids AS bigint[]), CAST(:days AS date[])
    )
""")
_STORED = text("""
    SELECT asked.version_id
    FROM unnest(
        CAST(:hashes AS bigint[]), CAST(:version_ids AS bigint[]), CAST(:days AS date[])
    ) AS asked (hash, version_id, day)
    JOIN newsbot.sketches AS s USING (hash, version_id, day)
    WHERE s.day = ANY (CAST(:days AS date[]))
""")

_UNKNOWN_DAYS = text("""
    SELECT day FROM unnest(CAST(:days AS date[])) AS asked (day)
    WHERE NOT EXISTS (SELECT FROM newsbot.sketch_days AS known WHERE known.day = asked.day)
    ORDER BY day
""")
_TOUCH = text("""
    UPDATE newsbot.sketch_days SET touched_at = newsbot.now()
    WHERE day = ANY (CAST(:days AS date[])) AND touched_at < newsbot.now() - CAST(:anew AS interval)
""")
_NEW_DAY = text("INSERT INTO newsbot.sketch_days (day) VALUES (:day)")
_OLD_DAYS = text("""
    DELETE FROM newsbot.sketch_days
    WHERE day IN (
        SELECT day FROM newsbot.sketch_days
        WHERE day < CAST(newsbot.now() - CAST(:window AS interval) AS date)
          AND touched_at < newsbot.now() - CAST(:untouched AS interval)
        ORDER BY day
        LIMIT :most
    )
    RETURNING day
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchQuery:
    """A sketch to find texts for that share hashes with it."""

    number: int
    """Names the query in the answer."""
    sketch: tuple[int, ...]
    fetched_at: datetime
    after: int = 0
    """Only versions with greater ids are looked at, ..."""
    before: int = 2**63 - 1
    """... and with lesser ones than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSketch:
    """A stored text's sketch."""

    version_id: int
    fetched_at: datetime
    sketch: tuple[int, ...]


def find_sharing(connection: Connection, queries: Iterable[SketchQuery]) -> dict[int, list[int]]:
    """Versions that share hashes, most first, by the number of the query.

    They are of the days that the window touches, so a few are too far apart in time.
    """
    found: dict[int, list[int]] = defaultdict(list)
    for together in _of_one_time(queries):
        for number, version_id in connection.execute(_SHARED, _asked(together)):
            found[number].append(version_id)
    return found


def _of_one_time(queries: Iterable[SketchQuery]) -> Iterator[list[SketchQuery]]:
    """The queries that have a sketch, those together whose windows meet.

    An archive's batch may span years, and a statement locks all days between its first and last.
    """
    ordered = sorted((each for each in queries if each.sketch), key=lambda each: each.fetched_at)
    together: list[SketchQuery] = []
    for each in ordered:
        if together and each.fetched_at - together[-1].fetched_at > 2 * PARAMETERS.window:
            yield together
            together = []
        together.append(each)
    if together:
        yield together


def _asked(queries: Sequence[SketchQuery]) -> dict[str, Any]:
    days = [_days(each.fetched_at) for each in queries]
    return {
        "owners": [each.number for each in queries for _ in each.sketch],
        "hashes": [hash_ for each in queries for hash_ in each.sketch],
        "numbers": [each.number for each in queries],
        "after": [each.after for each in queries],
        "before": [each.before for each in queries],
        "first_days": [first for first, _ in days],
        "last_days": [last for _, last in days],
        "first_day": min(first for first, _ in days),
        "last_day": max(last for _, last in days),
        "max_postings": PARAMETERS.max_postings,
        "min_shared": PARAMETERS.min_shared_hashes,
        "max_verified": PARAMETERS.max_verified,
    }


def write_sketches(connection: Connection, sketches: Sequence[VersionSketch]) -> None:
    """Writes sketches. Runs under the storing lock."""
    postings = [(hash_, each) for each in sketches for hash_ in each.sketch]
    if postings:
        _open_days(connection, {sketch_day(each.fetched_at) for each in sketches if each.sketch})
        connection.execute(_INSERT, _columns(postings))


def write_missing_sketches(connection: Connection, sketches: Sequence[VersionSketch]) -> None:
    """Writes those sketches that are not stored, or no more. Runs under the storing lock."""
    firsts = [(each.sketch[0], each) for each in sketches if each.sketch]
    # Also the days of which all is stored: they are asked for, and not to be dropped by the next.
    _open_days(connection, {sketch_day(each.fetched_at) for _, each in firsts})
    stored = set(connection.execute(_STORED, _columns(firsts)).scalars()) if firsts else set()
    write_sketches(connection, [each for each in sketches if each.version_id not in stored])


def _columns(postings: Sequence[tuple[int, VersionSketch]]) -> dict[str, list[Any]]:
    return {
        "hashes": [hash_ for hash_, _ in postings],
        "version_ids": [each.version_id for _, each in postings],
        "days": [sketch_day(each.fetched_at) for _, each in postings],
    }


def sketch_day(moment: datetime) -> date:
    """The partition that a text fetched at `moment` is in: the day in UTC."""
    return moment.astimezone(UTC).date()


def _days(moment: datetime) -> tuple[date, date]:
    return sketch_day(moment - PARAMETERS.window), sketch_day(moment + PARAMETERS.window)


def _open_days(connection: Connection, days: Collection[date]) -> None:
    """Sees to it that the days have partitions; who opens one drops those of no use."""
    parameters = {"days": list(days)}
    connection.execute(_TOUCH, parameters | {"anew": TOUCHED_ANEW_AFTER})
    unknown = connection.execute(_UNKNOWN_DAYS, parameters).scalars().all()
    for day in unknown:
        _open(connection, day)
    if unknown:
        drop_old_days(connection)


def _open(connection: Connection, day: date) -> None:
    connection.execute(_NEW_DAY, {"day": day})
    # Attached, not created as a partition: that would wait for all look-ups, and they for it.
    connection.execute(
        text(f"CREATE TABLE {_partition(day)} (LIKE newsbot.sketches INCLUDING INDEXES)")
    )
    connection.execute(
        text(
            f"ALTER TABLE newsbot.sketches ATTACH PARTITION {_partition(day)} "
            f"FOR VALUES IN ('{day.isoformat()}')"
        )
    )


def drop_old_days(connection: Connection) -> None:
    """Drops the days that are older than the window, and that nobody wrote to for a week.

    Where look-ups keep the table busy for seconds, they stay until the next new day.
    """
    limits = {"window": PARAMETERS.window, "untouched": UNTOUCHED, "most": MOST_DROPPED}
    try:
        with connection.begin_nested():
            connection.execute(text(f"SET LOCAL lock_timeout = '{DROP_TIMEOUT}'"))
            for day in connection.execute(_OLD_DAYS, limits).scalars().all():
                connection.execute(text(f"DROP TABLE {_partition(day)}"))
            connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != "55P03":  # lock_not_available
            raise


def _partition(day: date) -> str:
    return f"newsbot.sketches_{day:%Y%m%d}"
