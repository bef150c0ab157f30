"""Records polls of sources: each is counted by day, and has a row if it brought news or failed."""

from datetime import UTC, date, timedelta

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from newsbot.items import SourceReport
from newsbot.storage.models import health_tables

# How long the rows of single polls are kept.
KEPT = timedelta(days=30)
# The key of the advisory lock for making and dropping partitions; any unused number would do.
_PARTITIONS_LOCK = 7007
# How long dropping old partitions may wait for readers before it is left to the next day.
DROP_TIMEOUT = "200ms"


def record_poll(connection: Connection, source_id: int, report: SourceReport) -> None:
    """Writes one poll, in the transaction that updates the row of the source.

    The first row of a day makes the day's partition, and drops partitions older than 30 days.
    """
    day = report.at.astimezone(UTC).date()
    poll = {
        "source_id": source_id,
        "day": day,
        "at": report.at,
        # An unchanged source is not read, so its links are not counted.
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


# A poll brings news if a link became known later than all links that the source listed before, even
# if another source listed the link first: two sources may list the same articles. The caller has
# locked the row of the source.
_IS_NEWS = text("""
    SELECT coalesce(CAST(:newest_at AS timestamptz) > coalesce((
        SELECT newest_at FROM newsbot.source_days
        WHERE source_id = :source_id AND newest_at IS NOT NULL ORDER BY day DESC LIMIT 1
    ), '-infinity'), false)
""")
# A poll may count both as a fault and as one with news: if only a part of the source could be read,
# that part may have listed new links.
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
    """Makes the partition of newsbot.source_polls for a day, if missing, and drops old ones."""
    name = _partition(day)
    if connection.execute(_EXISTS, {"name": name}).scalar_one():
        return
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _PARTITIONS_LOCK})
    if connection.execute(_EXISTS, {"name": name}).scalar_one():
        return
    # ATTACH, unlike CREATE TABLE … PARTITION OF, waits for no reader.
    connection.execute(text(f"CREATE TABLE {name} (LIKE newsbot.source_polls INCLUDING INDEXES)"))
    connection.execute(
        text(
            f"ALTER TABLE newsbot.source_polls ATTACH PARTITION {name} "
            f"FOR VALUES IN ('{day.isoformat()}')"
        )
    )
    _drop_before(connection, day - KEPT)


def _drop_before(connection: Connection, day: date) -> None:
    """Drops the partitions of days before `day`; if readers lock the table, the next day does."""
    names = connection.execute(_OLD, {"oldest": _partition(day)}).scalars().all()
    try:
        with connection.begin_nested():
            connection.execute(text(f"SET LOCAL lock_timeout = '{DROP_TIMEOUT}'"))
            for name in names:
                connection.execute(text(f"DROP TABLE {name}"))
            connection.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != "55P03":  # lock_not_available
            raise


# to_regclass would answer from the session's cache, without the table that another one has just
# made.
_EXISTS = text("""
    SELECT EXISTS (
        SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = split_part(:name, '.', 1) AND c.relname = split_part(:name, '.', 2)
    )
""")
# The names of partitions sort like their days. At most a week is dropped at once.
_OLD = text("""
    SELECT 'newsbot.' || child.relname
    FROM pg_inherits AS i JOIN pg_class AS child ON child.oid = i.inhrelid
    WHERE i.inhparent = 'newsbot.source_polls'::regclass
        AND 'newsbot.' || child.relname < :oldest
    ORDER BY child.relname LIMIT 7
""")


def _partition(day: date) -> str:
    return f"newsbot.source_polls_{day:%Y%m%d}"
