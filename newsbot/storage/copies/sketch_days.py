"""Opens and drops the partitions of the table newsbot.sketches, one for each day of fetches.

A sketch is a few hashes of a text, by which its copies are found. A partition is dropped as a whole
when its texts are too old to be found as copies.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, text

from newsbot.dedup.parameters import PARAMETERS
from newsbot.storage.connection.brief_locks import unless_locked
from newsbot.storage.connection.day_partitions import drop_day, open_day

TABLE = "sketches"
# A partition of the table newsbot.sketches has the texts of one day. When the day is long past, the
# partition is dropped, but only if nothing was written to it for this time: a crawl of an archive
# may still be writing texts of that day.
UNTOUCHED = timedelta(days=7)
# The time of the last write to a partition is stored, so that old partitions can be dropped. It is
# stored anew only if the stored time is more than TOUCHED_ANEW_AFTER ago. Otherwise each batch of
# articles would have to write it.
TOUCHED_ANEW_AFTER = timedelta(hours=1)
# The maximum number of partitions that are dropped in one transaction. Each dropped partition takes
# four locks until the commit, and a server has only a few thousand locks in all.
MOST_DROPPED = 50
# How long the dropping of partitions may wait until running look-ups free the table. A look-up
# usually takes milliseconds. If the wait is longer, no partition is dropped.
DROP_TIMEOUT = "2s"

_UNTOUCHED_DAYS = text("""
    SELECT day FROM unnest(CAST(:days AS date[])) AS asked (day)
    WHERE NOT EXISTS (
        SELECT FROM newsbot.sketch_days AS known
        WHERE known.day = asked.day
          AND known.touched_at >= newsbot.now() - CAST(:anew AS interval)
    )
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


def sketch_day(moment: datetime) -> date:
    """The day (UTC) of the partition for the sketch of a text that was fetched at `moment`.

    A sketch is a few hashes of a text, by which its copies are found. The table of sketches has one
    partition for each day.
    """
    return moment.astimezone(UTC).date()


def are_in_use(connection: Connection, days: Collection[date]) -> bool:
    """Whether all of `days` have partitions, and the last use of each was noted a short time ago.

    Then `open_days` has nothing to do, and none of the partitions is dropped for a week.
    """
    asked = {"days": list(days), "anew": TOUCHED_ANEW_AFTER}
    return connection.execute(_UNTOUCHED_DAYS, asked).first() is None


def open_days(connection: Connection, days: Collection[date]) -> None:
    """Creates a partition of the table of sketches for each of `days` that has none.

    If any partition was created, the partitions of old days are dropped.
    """
    parameters = {"days": list(days)}
    connection.execute(_TOUCH, parameters | {"anew": TOUCHED_ANEW_AFTER})
    unknown = connection.execute(_UNKNOWN_DAYS, parameters).scalars().all()
    for day in unknown:
        connection.execute(_NEW_DAY, {"day": day})
        open_day(connection, TABLE, day)
    if unknown:
        drop_old_days(connection)


def drop_old_days(connection: Connection) -> None:
    """Drops old partitions of the table newsbot.sketches, which has one partition for each day.

    A partition is dropped if its day is longer ago than PARAMETERS.window, and if nothing was
    written to it for a week. If other transactions keep the table locked for more than
    DROP_TIMEOUT, nothing is dropped until the next call.
    """
    limits = {"window": PARAMETERS.window, "untouched": UNTOUCHED, "most": MOST_DROPPED}
    with unless_locked(connection, DROP_TIMEOUT):
        for day in connection.execute(_OLD_DAYS, limits).scalars().all():
            drop_day(connection, TABLE, day)
