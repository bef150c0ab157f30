"""Which rows `scrapy db prune` may delete when they are older than their time, and which it keeps.

Never deleted are articles, current texts, the frontier (a URL that is not in it would be fetched
again), sites, sources, and rows that a later step of newsbot reads.
"""

from dataclasses import dataclass

BIGINT, BYTES, DATE = "bigint", "bytea", "date"
# For each type of keys, a key that comes before all others.
FIRST: dict[str, object] = {BIGINT: -(2**63), BYTES: b"", DATE: "0001-01-01"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prunable:
    """The rows of one table that are deleted when they are older than a time."""

    kind: str
    """The name in the setting NEWSBOT_RETENTION; rows of several tables may have the same one."""
    table: str
    key: str
    """The column by which the rows are gone through. If it does not identify one row, all rows with
    the same value are deleted together."""
    type: str
    """The type of that column, a key of FIRST."""
    doomed: str
    """The condition in SQL on a row `t` that is to be deleted; `:before` is the moment before which
    rows are too old."""
    most: int = 5000
    """The maximum number of keys whose rows are deleted in one transaction."""
    needs_storing_lock: bool = False
    """Whether no article may be stored while a group of the rows is deleted."""


# A run that was killed has no `finished_at`. A run that other rows still need is kept: of an open
# file of the archive, and of a lease.
_RUNS = """
    coalesce(t.finished_at, t.alive_until, t.started_at) < :before
    AND NOT EXISTS (SELECT FROM newsbot.queues AS q WHERE q.leased_by = t.id)
    AND NOT EXISTS (
        SELECT FROM newsbot.archive_files AS f WHERE f.run_id = t.id AND f.state = 'open'
    )
"""
# Rejections of URLs that are given up. The frontier still knows that they are.
_REJECTIONS = """
    t.last_at < :before AND NOT EXISTS (
        SELECT FROM newsbot.frontier AS f WHERE f.url_key = t.url_key AND f.state = 'pending'
    )
"""
# The audit compares with the four weeks and a week before the oldest open finding.
_NO_FINDING_NEEDS = """
    t.day < coalesce((
        SELECT (min(since) AT TIME ZONE 'UTC')::date FROM newsbot.findings WHERE closed_at IS NULL
    ), 'infinity') - 35
"""
_OLD_DAY = "t.day < (:before AT TIME ZONE 'UTC')::date"
# Of a source that was silent for long, the audit reads the four weeks before its last news. And
# polls are compared with the last day on which the source was good, or had links.
_SOURCE_DAYS = f"""
    {_OLD_DAY} AND t.day < (
        SELECT max(n.day) - 28 FROM newsbot.source_days AS n
        WHERE n.source_id = t.source_id AND n.with_news > 0
    )
    AND EXISTS (
        SELECT FROM newsbot.source_days AS n
        WHERE n.source_id = t.source_id AND n.day > t.day AND n.good_at IS NOT NULL
    )
    AND EXISTS (
        SELECT FROM newsbot.source_days AS n
        WHERE n.source_id = t.source_id AND n.day > t.day AND n.newest_at IS NOT NULL
    )
"""  # noqa: S608 - of constants
# Only changes of articles that have a later change: a reader that was away for years still learns
# of every article that changed meanwhile.
_CHANGES = """
    t.changed_at < :before AND EXISTS (
        SELECT FROM newsbot.changes AS n
        WHERE n.article_id = t.article_id AND n.change_id > t.change_id
    )
"""
# Texts that another one followed long ago, and texts that were held back then. So the oldest texts
# of an article go, and there is no gap between those that stay.
_VERSIONS = """
    NOT t.is_current AND CASE WHEN t.held THEN t.seen_until < :before ELSE EXISTS (
        SELECT FROM newsbot.versions AS n
        WHERE n.article_id = t.article_id AND NOT n.held
            AND n.fetched_at > t.fetched_at AND n.fetched_at < :before
    ) END
    AND NOT EXISTS (
        SELECT FROM newsbot.articles AS a JOIN newsbot.frontier AS f ON f.url_key = a.url_key
        WHERE a.id = t.article_id AND f.version_id = t.id
    )
"""

PRUNABLE = (
    Prunable(kind="runs", table="runs", key="id", type=BIGINT, doomed=_RUNS),
    Prunable(kind="rejections", table="rejections", key="url_key", type=BYTES, doomed=_REJECTIONS),
    Prunable(
        kind="coverage",
        table="site_days",
        key="day",
        type=DATE,
        doomed=f"{_OLD_DAY} AND {_NO_FINDING_NEEDS}",
        most=20,
    ),
    Prunable(
        kind="coverage",
        table="source_days",
        key="day",
        type=DATE,
        doomed=_SOURCE_DAYS,
        most=20,
    ),
    Prunable(kind="coverage", table="looks", key="day", type=DATE, doomed=_OLD_DAY, most=100),
    Prunable(
        kind="findings", table="findings", key="id", type=BIGINT, doomed="t.closed_at < :before"
    ),
    Prunable(
        kind="changes", table="changes", key="change_id", type=BIGINT, doomed=_CHANGES, most=20_000
    ),
    Prunable(
        kind="versions",
        table="versions",
        key="id",
        type=BIGINT,
        doomed=_VERSIONS,
        most=500,
        needs_storing_lock=True,
    ),
    Prunable(
        kind="archive_files",
        table="archive_files",
        key="id",
        type=BIGINT,
        doomed="t.state = 'gone' AND t.closed_at < :before",
    ),
)
