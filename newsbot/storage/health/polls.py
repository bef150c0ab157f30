"""Records the polls of sources. A poll is one fetch of a source, e.g. of a feed, for links.

Each poll is added to the counts of the source's day. A poll that brought news (a new link) or
failed is also stored as a row of its own.
"""

from datetime import UTC, date, timedelta

from sqlalchemy import Connection, text

from newsbot.items import SourceReport
from newsbot.storage.connection.brief_locks import unless_locked
from newsbot.storage.connection.day_partitions import drop_day, open_day
from newsbot.storage.models import health_tables

TABLE = "source_polls"
# How long the table newsbot.source_polls keeps a row. Each row is one poll of a source, e.g. a
# feed.
KEPT = timedelta(days=30)
# The key of the PostgreSQL advisory lock that a transaction holds while it makes or drops
# partitions of newsbot.source_polls. The number is arbitrary, but no other advisory lock of the
# database may have it.
_PARTITIONS_LOCK = 7007
# How long the dropping of old partitions of the table newsbot.source_polls may wait for
# transactions that read the table. After that, the partitions are left to be dropped on the next
# day.
DROP_TIMEOUT = "200ms"


def record_poll(connection: Connection, source_id: int, report: SourceReport) -> None:
    """Records one poll of the source with the id `source_id`; `report` is the result of the poll.

    The caller's transaction must have updated the row of the source, and so have locked it.
    Otherwise two polls of the source could be recorded at the same time. When the first row of a
    day is written to newsbot.source_polls, a partition is made for the day, and partitions that are
    older than 30 days are dropped.
    """
    day = report.at.astimezone(UTC).date()
    poll = {
        "source_id": source_id,
        "day": day,
        "at": report.at,
        # If the source is unchanged since its last poll, it is not read again. So the number of its
        # links is unknown, although the report says 0.
        "links": None if report.is_unchanged else report.links,
        "new_links": report.new_links,
        "reason": report.reason,
        "failure": report.failure,
    }
    newest = {"source_id": source_id, "newest_at": report.newest_at}
    is_news = connection.execute(_IS_NEWS, newest).scalar_one()
    connection.execute(_COUNT, poll | newest | {"is_news": is_news})
    if is_news or report.reason is not None:
        _open(connection, day)
        connection.execute(health_tables.source_polls.insert(), poll)


# Whether a poll (a fetch of a source for links) brings news, i.e. whether its newest link is newer
# than all links that the source listed before. The age of a link counts from the moment when
# newsbot first knew the link, from this or any other source. The caller has locked the row of the
# source.
_IS_NEWS = text("""
    SELECT coalesce(CAST(:newest_at AS timestamptz) > coalesce((
        SELECT newest_at FROM newsbot.source_days
        WHERE source_id = :source_id AND newest_at IS NOT NULL ORDER BY day DESC LIMIT 1
    ), '-infinity'), false)
""")
# Adds one poll to the row that sums up the polls of a source on one day. If only a part of the
# source could be read, the poll counts as failed. If this part has new links, the poll also counts
# as one that found news.
_COUNT = text("""
    INSERT INTO newsbot.source_days AS d (
        source_id, day, polls, with_news, faults, links, new_links,
        good_at, newest_at, first_news_at, last_news_at
    )
    SELECT :source_id, :day, 1, CAST(:is_news AS boolean)::integer, (reason IS NOT NULL)::integer,
        CASE WHEN reason IS NULL THEN CAST(:links AS integer) END, :new_links,
        CASE WHEN reason IS NULL THEN at END, CAST(:newest_at AS timestamptz),
        CASE WHEN :is_news THEN at END, CASE WHEN :is_news THEN at END
    FROM (SELECT CAST(:reason AS text), CAST(:at AS timestamptz)) AS poll (reason, at)
    ON CONFLICT (source_id, day) DO UPDATE SET
        polls = d.polls + 1,
        with_news = d.with_news + excluded.with_news,
        faults = d.faults + excluded.faults,
        links = coalesce(excluded.links, d.links),
        new_links = d.new_links + excluded.new_links,
        good_at = greatest(d.good_at, excluded.good_at),
        newest_at = greatest(d.newest_at, excluded.newest_at),
        first_news_at = least(d.first_news_at, excluded.first_news_at),
        last_news_at = greatest(d.last_news_at, excluded.last_news_at),
        longest_pause = greatest(d.longest_pause, excluded.first_news_at - d.last_news_at)
""")


def _open(connection: Connection, day: date) -> None:
    """Makes the partition of the table newsbot.source_polls for `day`, if it does not exist yet.

    If it makes the partition, it also drops the partitions that are too old.
    """
    if connection.execute(_EXISTS, {"day": day}).scalar_one():
        return
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _PARTITIONS_LOCK})
    if connection.execute(_EXISTS, {"day": day}).scalar_one():
        return
    open_day(connection, TABLE, day)
    _drop_before(connection, day - KEPT)


def _drop_before(connection: Connection, day: date) -> None:
    """Drops the partitions of the table newsbot.source_polls for days before `day`.

    If other transactions keep the table locked, nothing is dropped until the next day.
    """
    days = connection.execute(_OLD, {"oldest": day}).scalars().all()
    with unless_locked(connection, DROP_TIMEOUT):
        for old in days:
            drop_day(connection, TABLE, old)


# The days for which newsbot.source_polls has a partition. The day is at the end of the partition's
# name. The function `to_regclass` is not used, because it answers from a cache and would not see a
# table that another session has just made.
_DAYS = """
    SELECT to_date(right(child.relname, 8), 'YYYYMMDD') AS day
    FROM pg_inherits AS i JOIN pg_class AS child ON child.oid = i.inhrelid
    WHERE i.inhparent = 'newsbot.source_polls'::regclass
"""
_EXISTS = text(f"SELECT :day IN ({_DAYS})")
# At most 7 partitions (one for each day) are dropped at once.
_OLD = text(
    f"SELECT day FROM ({_DAYS}) AS kept WHERE day < :oldest ORDER BY day LIMIT 7"  # noqa: S608
)
