"""Writes the table newsbot.backfill_pages: the pages that backfills read, and the result of each.

A backfill is a crawl for articles of the past. The pages that it reads are sitemaps and section
pages.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, or_, text
from sqlalchemy.dialects.postgresql import insert

from newsbot.discovery.digest import parser_of
from newsbot.items import BackfillPage, BackfillReport, Period
from newsbot.reasons import reason_of
from newsbot.storage.leases.queues import held_by
from newsbot.storage.leases.waking import wake
from newsbot.storage.models import backfill_tables
from newsbot.urls import is_too_long, origin_of

MAX_PAGES = 20_000
"""At most this many pages of a source are stored. (20 years of daily sitemaps are 7 300.)"""
FRESH_FOR = timedelta(days=1)
"""If a backfill has read a page for articles up to today, no backfill reads the page again for this
time: the regular polls of the sources (e.g. feeds) find newer articles."""
GIVEN_UP_FOR = timedelta(days=30)
"""A page that backfills could not read is requested again after rising pauses (see `ladder` in
newsbot.reasons). After the last of them, it is requested once in this time."""
EVER = datetime.min.replace(tzinfo=UTC)
"""If a backfill has taken all articles that a page lists, the page is stored as read for all times
from EVER on. EVER is the earliest moment that Python can represent."""
LOOP = timedelta(hours=1)
"""If two archive pages of a source list exactly the same articles, the backfill of the source ends:
there are no older articles, or the pages form a loop. The two pages must be read within this time.
Otherwise new articles may have pushed the articles of one page to the next page."""

_table = backfill_tables.backfill_pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The result of storing the links to further list pages that a backfill found on a page."""

    over_limit: int = 0
    """The number of pages that were not stored, because their source has MAX_PAGES pages
    already."""
    too_long: int = 0
    """The number of pages that were not stored, because their URLs are too long for requests."""
    is_repetition: bool = False
    """Whether the next page ("Older posts") was not stored, because another page of the source has
    exactly the same articles: the site shows the same page again and again (see LOOP)."""


class BackfillPages:
    """Writes rows of the table newsbot.backfill_pages, which has the pages that backfills read.

    Args:
        engine: the database.
        queue_of: takes a URL, and returns the name of the queue to which the host of the URL
            belongs. A queue is the crawling work of one host, or of several hosts on one server.
        run_id: the id of the run. A report on a page is written only while this run has leased the
            queue of the page's host. None: every report is written.
    """

    def __init__(
        self, engine: Engine, queue_of: Callable[[str], str], run_id: int | None = None
    ) -> None:
        self._engine = engine
        self._queue_of = queue_of
        self._run_id = run_id

    def begin(self, pages: Sequence[BackfillPage], source_ids: Mapping[str, int]) -> int:
        """Stores the first pages that a backfill requests, e.g. the sitemaps of a site.

        Pages that are stored already are left unchanged. `source_ids` maps the URLs of the sources
        to their ids. Returns the number of pages that were not stored, because their URLs are too
        long for requests.
        """
        short = [page for page in pages if not is_too_long(page.url)]
        self._wake(short)
        rows = [_row(source_ids[page.source_url], page) for page in short]
        with self._engine.begin() as connection:
            # Since the ids of the sources were read, `scrapy sites forget` may have deleted some of
            # the sources. Their pages are left out.
            ids = [row["source_id"] for row in rows]
            stored = set(connection.execute(_LOCK_SOURCES, {"ids": ids}).scalars())
            _insert(connection, [row for row in rows if row["source_id"] in stored])
        return len(pages) - len(short)

    def record(self, report: BackfillReport) -> Recorded | None:
        """Writes the result of a request for a page, and inserts the pages that this page links.

        `report` has the result. Nothing is written, and None is returned, in two cases: another run
        has taken over the crawling of the page's host, or the page was deleted because `scrapy
        sites forget` has removed its site.
        """
        pages = [page for page in report.pages if not is_too_long(page.url)]
        self._wake(pages)
        too_long = len(report.pages) - len(pages)
        with self._engine.begin() as connection:
            queue = self._queue_of(report.page.url)
            if self._run_id is not None and not held_by(connection, self._run_id, [queue]):
                return None
            source = {"url": report.page.source_url}
            source_id = connection.execute(_LOCK_SOURCE, source).scalar_one_or_none()
            key = {"source": source_id, "url": report.page.url}
            row = connection.execute(_LOCK, key).mappings().one_or_none()
            if source_id is None or row is None:
                return None
            below = pages
            if _repeats(connection, source_id, report):
                below = [page for page in pages if page.number == 1]
            kept = _within_limit(connection, source_id, below)
            _insert(connection, [_row(source_id, page) for page in kept])
            _take_over_polls(connection, source_id, kept, report.kind)
            connection.execute(_RECORD, {**key, **_outcome(dict(row), report)})
        return Recorded(
            over_limit=len(below) - len(kept),
            too_long=too_long,
            is_repetition=len(below) < len(pages),
        )

    def _wake(self, pages: Sequence[BackfillPage]) -> None:
        """Makes the queues of the pages' hosts due, in a transaction of its own.

        All transactions lock queues in the order of their names. So a transaction that has locked
        queues here must not lock further ones afterwards.
        """
        queues = {origin_of(page.url): self._queue_of(page.url) for page in pages}
        if queues:
            with self._engine.begin() as connection:
                wake(connection, queues.keys(), queues)


def walked_until(period: Period, at: datetime) -> datetime:
    """The value of the column `walked_until` after a backfill has read a page at the moment `at`.

    Later backfills do not read the page again for articles published before this value. Usually, it
    is the end of the backfill's `period`. If this end is less than FRESH_FOR before `at`, FRESH_FOR
    is added. So tomorrow's backfill does not read the page again for the articles of one more day.
    """
    return period.until + FRESH_FOR if period.until > at - FRESH_FOR else period.until


def _repeats(connection: Connection, source_id: int, report: BackfillReport) -> bool:
    """Whether the page in `report` has the same articles as one read shortly before (see LOOP)."""
    if report.digest is None:
        return False
    parameters = {
        "source": source_id,
        "url": report.page.url,
        "digest": report.digest,
        "from": report.at - LOOP,
    }
    return bool(connection.execute(_REPEATS, parameters).scalar_one())


def _within_limit(
    connection: Connection, source_id: int, pages: Sequence[BackfillPage]
) -> list[BackfillPage]:
    """The pages that may be stored, so that a source has at most MAX_PAGES pages.

    These are all of `pages` that are stored already, and the first ones of the new pages.
    """
    parameters = {"source": source_id, "urls": [page.url for page in pages]}
    known = set(connection.execute(_KNOWN, parameters).scalars())
    count: int = connection.execute(_COUNT, {"source": source_id}).scalar_one()
    new = [page for page in pages if page.url not in known]
    return [page for page in pages if page.url in known] + new[: max(MAX_PAGES - count, 0)]


def _row(source_id: int, page: BackfillPage) -> dict[str, Any]:
    row = asdict(page)
    del row["source_url"]
    return {"source_id": source_id, "host": origin_of(page.url), **row}


def _insert(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows for pages. If a page has a row already, only three columns are updated.

    They are `place`, the position of the page's link on the page that lists it, and `begins_at` and
    `ends_at`, the period of the articles on the page, as far as the page's URL tells it.
    """
    if not rows:
        return
    new = insert(_table)
    values = {name: new.excluded[name] for name in ("place", "begins_at", "ends_at")}
    is_changed = or_(*(_table.c[name].is_distinct_from(value) for name, value in values.items()))
    upsert = new.on_conflict_do_update(
        index_elements=_table.primary_key, set_=values, where=is_changed
    )
    connection.execute(upsert, sorted(rows, key=lambda row: row["url"]))


def _take_over_polls(
    connection: Connection, source_id: int, pages: Sequence[BackfillPage], kind: str
) -> None:
    """Marks those of `pages` as read that newsbot has read before, when it polled the source.

    A poll is a fetch of a source for new links. If the source is a sitemap index, the poll reads
    the sitemaps in it, and stores all links to articles in the table `frontier`. So a backfill need
    not read these sitemaps. But if an earlier version of newsbot's parser has read a sitemap, it
    may have missed articles. Such a sitemap does not count as read. `kind` is the kind of the
    source.
    """
    parameters = {
        "source": source_id,
        "urls": [page.url for page in pages],
        "fresh": FRESH_FOR,
        "parser": f"{parser_of(kind)} %",
    }
    connection.execute(_READ_BY_POLLS, parameters)


def _is_exhausted(report: BackfillReport) -> bool:
    """Whether the page has nothing left for other backfills, so that they need not read it.

    A page is, for example, a sitemap or a page of an archive. It has nothing left if the backfill
    took all its links to articles, and not only those of a certain period. Besides, the page must
    not list further pages, as a sitemap index does. It may link to the next page ("Older posts").
    """
    lists_pages = any(page.number == 1 for page in report.pages)
    return not (report.passed_over or report.pages_outside or report.pages_left_out or lists_pages)


def _outcome(row: Mapping[str, Any], report: BackfillReport) -> dict[str, Any]:
    """The new values for the row of a page after a request; `row` has the values before it."""
    if report.reason is not None:
        reason = reason_of(report.reason)
        tries = row["tries"] + reason.is_try
        pause = reason.ladder[row["tries"]] if row["tries"] < len(reason.ladder) else GIVEN_UP_FOR
        kept = {name: row[name] for name in _OF_READING}
        return {**kept, "reason": report.reason, "tries": tries, "next_at": report.at + pause}
    since, until = report.period.since, walked_until(report.period, report.at)
    if _is_exhausted(report):
        since, until = EVER, report.at + FRESH_FOR
    before = row["walked_since"], row["walked_until"]
    if before[0] is not None and before[0] <= until and before[1] >= since:
        since, until = min(since, before[0]), max(until, before[1])
    return {
        "read_at": report.at,
        "walked_since": since,
        "walked_until": until,
        "first_at": report.first_at,
        "last_at": report.last_at,
        "links": report.links,
        "digest": report.digest,
        "reason": None,
        "tries": 0,
        "next_at": None,
    }


_OF_READING = (
    "read_at", "walked_since", "walked_until", "first_at", "last_at", "links", "digest",
)  # fmt: skip
_LOCK_SOURCES = text("""
    SELECT id FROM newsbot.sources WHERE id = ANY(CAST(:ids AS integer[]))
    ORDER BY url FOR KEY SHARE
""")
# The row of the source is locked before the rows of its pages. The transaction that deletes sources
# uses the same order, so no two transactions wait for each other. The lock also makes sure that
# only one transaction at a time counts the pages of the source.
_LOCK_SOURCE = text("SELECT id FROM newsbot.sources WHERE url = :url FOR NO KEY UPDATE")
_LOCK = text(f"""
    SELECT tries, {", ".join(_OF_READING)} FROM newsbot.backfill_pages
    WHERE source_id = :source AND url = :url FOR UPDATE
""")  # noqa: S608 - of constants
_COUNT = text("SELECT count(*) FROM newsbot.backfill_pages WHERE source_id = :source")
_KNOWN = text("""
    SELECT url FROM newsbot.backfill_pages
    WHERE source_id = :source AND url = ANY(CAST(:urls AS text[]))
""")
_REPEATS = text("""
    SELECT EXISTS (
        SELECT FROM newsbot.backfill_pages
        WHERE source_id = :source AND url <> :url AND digest = :digest AND read_at > :from
    )
""")
_RECORD = text("""
    UPDATE newsbot.backfill_pages SET
        read_at = :read_at, walked_since = :walked_since, walked_until = :walked_until,
        first_at = :first_at, last_at = :last_at, links = :links, digest = :digest,
        reason = :reason, tries = :tries, next_at = :next_at
    WHERE source_id = :source AND url = :url
""")
_READ_BY_POLLS = text("""
    UPDATE newsbot.backfill_pages AS b SET
        read_at = c.read_at, walked_since = timestamptz '0001-01-01 00:00+00',
        walked_until = c.read_at + :fresh, links = c.links,
        reason = NULL, tries = 0, next_at = NULL
    FROM newsbot.child_sitemaps AS c
    WHERE b.source_id = :source AND b.url = ANY(CAST(:urls AS text[]))
        AND c.source_id = b.source_id AND c.url = b.url
        AND c.read_at IS NOT NULL AND c.read_at > coalesce(b.read_at, '-infinity')
        AND c.body_digest LIKE :parser
""")
