"""The scope of a run: which sources and URLs it may request, as conditions in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from newsbot.items import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The part of the stored sources and URLs that a run may request."""

    source_ids: tuple[int, ...] = ()
    """The ids of the sources (e.g. feeds) that the run reads for new links."""
    site_ids: tuple[int, ...] | None = None
    """The run fetches only URLs of the sites with these ids; None: of all sites."""
    only_from_sources: bool = False
    """Whether the run fetches only URLs that its sources listed, and no stored article again."""
    queues: frozenset[str] | None = None
    """The names of the queues that the run may lease; None: any queue. A queue is the crawling work
    of one host, or of several hosts on one server."""
    period: Period | None = None
    """The period of the past whose articles the run fetches; None if the run is no backfill."""
    backfilled: tuple[int, ...] = ()
    """If the run is a backfill (a crawl for articles of the past): the ids of the sources of which
    it may now request pages with older articles. Such pages are sitemaps and section pages."""
    _sources: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # `polled` are the ids of the sources that the run polls whenever they are due. If a person
        # has named the sources (`only_from_sources`), it is empty, because the run then polls each
        # named source once, whether it is due or not. `_sources` has the same ids, written for SQL.
        polled = () if self.only_from_sources else self.source_ids
        object.__setattr__(self, "_sources", _multirange(polled))

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of the SQL conditions in this module, such as the condition `URLS`."""
        return {
            "sources": self._sources,
            "listed_by": list(self.source_ids) if self.only_from_sources else [],
            "sites": None if self.site_ids is None else list(self.site_ids),
            "only_from_sources": self.only_from_sources,
            "backfilled": _multirange(self.backfilled),
            "since": None if self.period is None else self.period.since,
            "until": None if self.period is None else self.period.until,
        }


def _multirange(ids: Iterable[int]) -> str:
    """Whole numbers as the text of PostgreSQL's type int4multirange, e.g. "{[1,4),[7,8)}".

    The numbers are ids of sources. Most sources are inserted together, so their ids form a few
    ranges. An array of 10 000 ids would cost 3 ms of CPU time in each statement.
    """
    ranges: list[list[int]] = []
    for each in sorted(set(ids)):
        if ranges and ranges[-1][1] == each:
            ranges[-1][1] = each + 1
        else:
            ranges.append([each, each + 1])
    return "{" + ",".join(f"[{first},{end})" for first, end in ranges) + "}"


URLS = """(
    (CAST(:sites AS integer[]) IS NULL OR f.site_id = ANY(CAST(:sites AS integer[])))
    AND (NOT :only_from_sources OR f.source_id = ANY(CAST(:listed_by AS integer[])))
)"""
"""SQL: whether a run may fetch the URL of `f`, a row of newsbot.frontier.

The scope of the run decides this: the sites, and the sources, to which the run is limited.
"""
REVISITS = f"(NOT :only_from_sources AND {URLS})"
"""SQL: whether the run may fetch the stored article of `f`, a row of newsbot.frontier, again.

A run with `only_from_sources` fetches no stored article again.
"""
SOURCES = "s.id <@ CAST(:sources AS int4multirange)"
"""SQL: whether the source `s`, a row of newsbot.sources, is one of those that the run may poll."""
OPEN = "coalesce(h.blocked_until <= newsbot.now(), true)"
"""SQL: whether articles may be requested from the host `h`, a row of newsbot.hosts. This is so if
the host is not paused."""

_SINCE, _UNTIL = "CAST(:since AS timestamptz)", "CAST(:until AS timestamptz)"
IN_PERIOD = f"""(
    coalesce(b.begins_at <= {_UNTIL}, true) AND coalesce(b.ends_at > {_SINCE}, true)
    AND NOT coalesce(
        b.first_at > {_UNTIL}
            OR b.last_at <= {_SINCE} AND {_UNTIL} <= b.read_at AND b.number = 1,
        false
    )
)"""
"""SQL: whether `b`, a row of newsbot.backfill_pages, may list articles of a backfill's period.

The page `b` is ruled out if the dates in its name lie outside the period. It is also ruled out if
all articles that it listed when it was last read are later than the period. If all of them are
earlier, the page is ruled out only under two conditions, because later articles may have been
added. It must have been read after the end of the period, and must not be one of the further pages
("Older posts")."""
IS_WALKED = f"""coalesce(
    b.reason IS NULL AND b.walked_since <= greatest({_SINCE}, b.begins_at, b.first_at)
        AND b.walked_until >= least({_UNTIL}, b.ends_at),
    false
)"""
"""SQL: whether the page `b` was read, and all articles of the period on it are known.

`b` is a row of newsbot.backfill_pages, and the period is that of the backfill. An article is known
if its URL is in the table `frontier`, which has all URLs of articles that were ever found."""
BACKFILL = f"""(
    b.source_id <@ CAST(:backfilled AS int4multirange)
    AND coalesce(b.next_at <= newsbot.now(), true) AND {IN_PERIOD} AND NOT {IS_WALKED}
)"""
"""SQL: whether the run is to request the page `b`, a row of newsbot.backfill_pages, now. This is so
if the page belongs to a source that the backfill reads, if it is due, and if articles of the
backfill's period may be on it that newsbot does not know yet."""


def has_work(sources: str) -> str:
    """An SQL condition: whether the run has work in the queue `q`, a row of newsbot.queues.

    A queue is the work on one host, or on several. The run has work there if it may request a due
    URL of the hosts, or poll a due source that meets the SQL condition `sources`. That condition is
    on `s`, a row of newsbot.sources.
    """
    return f"""EXISTS (
        SELECT FROM newsbot.hosts AS h WHERE h.queue = q.queue AND (
            EXISTS (
                SELECT FROM newsbot.sources AS s
                WHERE s.host = h.host AND s.next_at <= newsbot.now() AND {sources}
            )
            OR {OPEN} AND EXISTS (
                SELECT FROM newsbot.frontier AS f
                WHERE f.host = h.host AND f.state = 'pending' AND f.next_at IS NULL AND {URLS}
            )
            OR {OPEN} AND EXISTS (
                SELECT FROM newsbot.frontier AS f
                WHERE f.host = h.host AND f.state = 'pending' AND f.next_at <= newsbot.now()
                    AND {URLS}
            )
            OR {OPEN} AND EXISTS (
                SELECT FROM newsbot.frontier AS f
                WHERE f.host = h.host AND f.state = 'done' AND f.revisit_at <= newsbot.now()
                    AND {REVISITS}
            )
            OR {OPEN} AND EXISTS (
                SELECT FROM newsbot.backfill_pages AS b WHERE b.host = h.host AND {BACKFILL}
            )
        )
    )"""  # noqa: S608 - of constants


HAS_WORK = has_work(SOURCES)
"""An SQL condition: whether anything is due for the run on the hosts of the queue `q`: a source, a
URL, or a page that a backfill reads."""
