"""Writes the table `newsbot.sources`, with the result of each poll and the time of the next poll.

A poll is one fetch of a source, e.g. of a feed, to find new links.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, text

from newsbot.discovery.polling.schedule import History, Poll, after_poll, next_poll
from newsbot.items import SourceReport, Validators
from newsbot.storage.health.polls import record_poll
from newsbot.storage.leases.child_sitemaps import store_known
from newsbot.storage.leases.ending import FORSAKEN
from newsbot.storage.leases.queues import held_by
from newsbot.storage.leases.waking import wake
from newsbot.storage.sites.forgotten import read_forgotten, share_forgotten_lock
from newsbot.storage.sites.rows import Sites
from newsbot.urls import origin_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """A source (e.g. a feed) that newsbot polls, i.e. reads from time to time for new links.

    The registry of sites names the source, or a user does, e.g. on the command line.
    """

    url: str
    kind: str
    site: str
    every: timedelta | None = None
    """The time between two polls that a person has set. Zero means that each run polls the source.
    None means that newsbot chooses the time."""


class Polls:
    """Reads and writes the rows of newsbot.sources.

    Args:
        engine: the database.
        queue_of: takes a URL, and returns the name of the queue to which the host of the URL
            belongs. A queue is the crawling work of one host, or of several hosts on one server.
        run_id: the id of the run that polls. The report about a source is written only while this
            run has leased the queue of the source. None: every report is written.
    """

    def __init__(
        self, engine: Engine, queue_of: Callable[[str], str], run_id: int | None = None
    ) -> None:
        self._engine = engine
        self._queue_of = queue_of
        self._run_id = run_id

    def register(self, sources: Sequence[Polled], *, is_regular: bool) -> dict[str, int]:
        """Inserts new sources and updates changed ones; returns the id of each source by its URL.

        If `is_regular` is true, runs poll the sources from now on whenever they are due. Otherwise,
        new sources are polled only if a person names them. Sources of sites that `scrapy sites
        forget` has removed are neither stored nor returned.
        """
        if not sources:
            return {}
        site_ids = Sites(self._engine).site_ids(each.site for each in sources)
        with self._engine.begin() as connection:
            share_forgotten_lock(connection)
            forgotten = read_forgotten(connection, site_ids)
            kept = {each.url: each for each in sources if not forgotten.has(each.url, each.site)}
            return self._register(connection, kept, site_ids, is_regular=is_regular)

    def _register(
        self,
        connection: Connection,
        by_url: Mapping[str, Polled],
        site_ids: Mapping[str, int],
        *,
        is_regular: bool,
    ) -> dict[str, int]:
        urls = sorted(by_url)
        hosts = [origin_of(url) for url in urls]
        queues = {host: self._queue_of(url) for host, url in zip(hosts, urls, strict=True)}
        parameters: dict[str, Any] = {
            "urls": urls,
            "kinds": [by_url[url].kind for url in urls],
            "sites": [site_ids[by_url[url].site] for url in urls],
            "hosts": hosts,
            "every": [by_url[url].every for url in urls],
            "is_regular": is_regular,
            "forsaken": FORSAKEN,
        }
        new = set(connection.execute(_UNKNOWN, parameters).scalars())
        wake(connection, new, queues)
        connection.execute(_REGISTER, parameters)
        rows = connection.execute(_IDS, {"urls": urls})
        return {row.url: row.id for row in rows}

    def record(self, report: SourceReport) -> bool:
        """Writes the result of a poll, and the time of the next poll of the source.

        Returns False, and writes nothing, in two cases. Another run has taken over the work of the
        source's host. Or the source was deleted, because `scrapy sites forget` has removed its
        site.
        """
        values: dict[str, Any] = {
            "fetched_at": report.at,
            "links": report.links,
            "is_unchanged": report.is_unchanged,
            "failure": report.failure,
            "status": report.status,
        }
        kept = report.validators or Validators()
        values |= {
            "etag": kept.etag,
            "last_modified": kept.last_modified,
            "body_digest": kept.digest,
        }
        with self._engine.begin() as connection:
            queue = self._queue_of(report.url)
            if self._run_id is not None and not held_by(connection, self._run_id, [queue]):
                return False
            row = connection.execute(_HISTORY, {"url": report.url}).mappings().one_or_none()
            if row is None:
                return False
            connection.execute(_RECORD, {"id": row["id"], **values, **_schedule(row, report)})
            if report.children is not None:
                store_known(connection, row["id"], report.children)
            record_poll(connection, row["id"], report)
            return True


def _schedule(row: RowMapping, report: SourceReport) -> dict[str, Any]:
    ttl = row["ttl"] if report.is_unchanged else report.ttl
    history = History(
        mean_gap=row["mean_gap"], quiet_since=row["quiet_since"], failures=row["failures"]
    )
    poll = Poll(
        at=report.at,
        new_links=report.new_links,
        reason=report.reason,
        stated=max((each for each in (report.stated, ttl) if each is not None), default=None),
        not_before=report.not_before,
    )
    after = after_poll(history, poll)
    chance = random.random()  # noqa: S311 - nobody gains by guessing it
    return {
        "next_at": next_poll(after, poll, every=row["every"], chance=chance),
        "ttl": ttl,
        "mean_gap": after.mean_gap,
        "quiet_since": after.quiet_since,
        "failures": after.failures,
    }


_GIVEN = """unnest(
    CAST(:urls AS text[]), CAST(:kinds AS text[]), CAST(:sites AS integer[]),
    CAST(:hosts AS text[]), CAST(:every AS interval[])
) AS given (url, kind, site_id, host, every)"""
# An SQL expression: the moment at which a stored source is polled next. The moment changes if the
# registry (the list of sites) now sets another time between two polls than before. `s` is the row
# of the source. `{new}` is replaced by the alias of a table that has, in its column `every`, the
# time between two polls that the registry sets now.
_DUE = """CASE
    WHEN {new}.every IS NULL OR s.fetched_at IS NULL THEN s.next_at
    WHEN {new}.every = interval '0' THEN least(s.next_at, s.fetched_at)
    WHEN {new}.every IS DISTINCT FROM s.every THEN s.fetched_at + {new}.every
    ELSE s.next_at
END"""
_UNKNOWN = text(f"""
    SELECT DISTINCT given.host FROM {_GIVEN}
    LEFT JOIN newsbot.sources AS s USING (url)
    WHERE s.host IS NULL OR s.host <> given.host
        OR :is_regular AND (
            s.next_at IS NULL OR {_DUE.format(new="given")} < s.next_at
            OR s.next_at <= newsbot.now() - :forsaken
        )
""")  # noqa: S608 - of constants
# Rows that need no change are not updated, and so are not locked. Otherwise runs would often wait
# for each other: each run registers its sources, and a run may start every minute.
_REGISTER = text(f"""
    INSERT INTO newsbot.sources AS s (url, kind, site_id, host, every, next_at)
    SELECT url, given.kind, given.site_id, given.host, given.every,
        CASE WHEN :is_regular THEN newsbot.now() END
    FROM {_GIVEN}
    LEFT JOIN newsbot.sources AS s USING (url)
    WHERE s.id IS NULL
        OR (s.kind, s.site_id, s.host) IS DISTINCT FROM (given.kind, given.site_id, given.host)
        OR :is_regular AND (
            s.next_at IS NULL OR s.every IS DISTINCT FROM given.every
            OR {_DUE.format(new="given")} < s.next_at
        )
    ORDER BY url
    ON CONFLICT (url) DO UPDATE SET
        kind = excluded.kind, site_id = excluded.site_id, host = excluded.host,
        every = CASE WHEN :is_regular THEN excluded.every ELSE s.every END,
        next_at = CASE
            WHEN :is_regular THEN coalesce({_DUE.format(new="excluded")}, excluded.next_at)
            ELSE s.next_at
        END
""")  # noqa: S608 - of constants
_IDS = text("SELECT url, id FROM newsbot.sources WHERE url = ANY(CAST(:urls AS text[]))")
_HISTORY = text("""
    SELECT id, every, ttl, mean_gap, quiet_since, failures FROM newsbot.sources
    WHERE url = :url FOR UPDATE
""")
_RECORD = text("""
    UPDATE newsbot.sources SET fetched_at = :fetched_at, failure = :failure, status = :status,
        links = CASE WHEN :is_unchanged THEN links ELSE :links END,
        etag = :etag, last_modified = :last_modified, body_digest = :body_digest,
        ttl = :ttl, mean_gap = :mean_gap, quiet_since = :quiet_since, failures = :failures,
        next_at = CASE WHEN next_at IS NOT NULL THEN CAST(:next_at AS timestamptz) END
    WHERE id = :id
""")
