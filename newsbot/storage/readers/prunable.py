"""Which old rows `scrapy db prune` may delete, and which it keeps.

Never deleted are articles, current texts, the frontier (a URL that is not in it would be fetched
again), sites, sources, and rows that a later step of newsbot reads.
"""

from dataclasses import dataclass

BIGINT, BYTES, DATE = "bigint", "bytea", "date"
# For each SQL type of a key, the lowest value: no other key comes before it.
FIRST: dict[str, object] = {BIGINT: -(2**63), BYTES: b"", DATE: "0001-01-01"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prunable:
    """The rows of one table that `scrapy db prune` deletes when they are too old."""

    kind: str
    """The name of these rows in the setting NEWSBOT_RETENTION, e.g. "runs". Rows of several tables
    may share a name."""
    table: str
    key: str
    """The name of a column. Rows are deleted in the order of its values. If several rows have the
    same value, they are deleted together."""
    type: str
    """The SQL type of the column `key`. It is one of the keys of FIRST."""
    doomed: str
    """SQL: whether a row `t` of the table is to be deleted. Rows from before the moment `:before`
    are too old."""
    most: int = 5000
    """The maximum number of values of the column `key` whose rows are deleted in one
    transaction."""
    needs_storing_lock: bool = False
    """Whether the deletion takes the storing lock, so that crawls store no articles meanwhile."""


# A run that was killed has no `finished_at`. A run is kept if it still leases a host, or if a file
# of the archive that it began is still open.
_RUNS = """
    coalesce(t.finished_at, t.alive_until, t.started_at) < :before
    AND NOT EXISTS (SELECT FROM newsbot.queues AS q WHERE q.leased_by = t.id)
    AND NOT EXISTS (
        SELECT FROM newsbot.archive_files AS f WHERE f.run_id = t.id AND f.state = 'open'
    )
"""
# A rejection is kept while its URL is still to be fetched again. Otherwise it may be deleted: the
# row of the URL in the frontier still says that the URL was given up.
_REJECTIONS = """
    t.last_at < :before AND NOT EXISTS (
        SELECT FROM newsbot.frontier AS f WHERE f.url_key = t.url_key AND f.state = 'pending'
    )
"""
# The audit compares the days of a finding with the 35 days before it. So the 35 days before the
# oldest open finding are kept.
_NO_FINDING_NEEDS = """
    t.day < coalesce((
        SELECT (min(since) AT TIME ZONE 'UTC')::date FROM newsbot.findings WHERE closed_at IS NULL
    ), 'infinity') - 35
"""
_OLD_DAY = "t.day < (:before AT TIME ZONE 'UTC')::date"
# If a source has long listed nothing new, the audit reads its rows of the 28 days before its last
# news. It also reads the last day on which the source was good, and the last day on which it had
# links. All these rows are kept.
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
# The last change of each article is never deleted. So even a reader that was away for years learns
# of every article that has changed meanwhile.
_CHANGES = """
    t.changed_at < :before AND EXISTS (
        SELECT FROM newsbot.changes AS n
        WHERE n.article_id = t.article_id AND n.change_id > t.change_id
    )
"""
# A former text of an article is deleted if a newer text replaced it before the moment `:before`. A
# text that was held back is deleted if it was last seen before that moment. So the oldest texts are
# deleted first, and there is no gap between those that stay.
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
