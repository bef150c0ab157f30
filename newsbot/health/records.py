"""The data that the audit judges: the polls of each source and the pages of each site, by day.

All days are days in UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from newsbot.health.findings import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDay:
    """A summary of the polls of a source on one day.

    A poll is one fetch of a source, e.g. of a feed, to find links to new articles.
    """

    day: date
    polls: int = 0
    with_news: int = 0
    """The number of the day's polls that brought news. A poll brings news if it finds a link that
    is newer than all links that the source listed before."""
    links: int | None = None
    """The number of links that the source had at the last poll of the day that could read it. None
    if no poll of the day read it, because it was unchanged or all polls failed."""
    good_at: datetime | None = None
    """The time of the day's last poll that did not fail; None if all polls of the day failed."""
    first_news_at: datetime | None = None
    last_news_at: datetime | None = None
    longest_pause: timedelta = timedelta()
    """The longest time on this day without news from the source, from a poll that brought news to
    the next poll that did. It is 0 if fewer than two polls of the day brought news."""


EMPTY = frozenset({"no_entries", "no_article_links"})
"""The names of reasons (newsbot.reasons) which say that a source, e.g. a feed, could be read but
has no links. A source may have no links for days, e.g. on a quiet weekend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """A summary of several failed requests for one source, e.g. a feed."""

    times: int
    since: datetime
    until: datetime
    """The time of the latest failed poll of the source."""
    reason: str
    """The name of the reason (newsbot.reasons) why the latest poll failed, e.g. "http_403"."""
    failure: str
    """Why the latest poll failed, as a sentence for people. It explains `reason`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed, sitemap or section page that crawl runs poll for links."""

    url: str
    kind: str
    """The kind of the source: a key of newsbot.discovery.kinds.KINDS, e.g. "feed"."""
    days: tuple[SourceDay, ...] = ()
    """The days on which the source was polled, oldest first. They begin four weeks before the last
    day on which the source listed a new link."""
    faults: Faults | None = None
    """A summary of the polls that failed after the last poll that could read the source. None if
    the latest poll could read it."""
    empty: Faults | None = None
    """A summary of the polls that could read the source, but found no links in it. Only polls after
    the last one that found links count. None if there were no such polls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host that was paused, and that has given no good answer since.

    A host is paused if it did not answer, or refused several requests in a row: for some time,
    newsbot sends it no requests.
    """

    host: str
    reason: str
    """The reason of the host's latest pause: a name from newsbot.reasons, e.g. "timeout"."""
    failures: int
    """How many times the host was paused since its last good answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDay:
    """The numbers of links, fetched pages and stored articles of a site on one day."""

    day: date
    found: int = 0
    """The number of links that were new on this day: no source had listed them before."""
    fetched: int = 0
    articles: int = 0
    """The number of articles of the site that were stored for the first time on this day. Copies of
    articles stored before are included."""
    rejected: Mapping[str, int] = field(default_factory=dict)
    """Maps the name of a reason, e.g. "too_short", to the number of the day's requests that gave no
    article for this reason. Failed downloads are counted too."""
    filled: Mapping[str, int] = field(default_factory=dict)
    """Maps the name of a field of articles, e.g. "title", to the number of the day's new articles
    that have the field. A field that no article has may be missing."""
    words: Mapping[int, int] = field(default_factory=dict)
    """Maps a length of articles (a rounded number of words) to the number of the day's new articles
    of this length."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookDay:
    """A summary of the looks at the pages of a site on one day.

    A look is a further fetch of the page of a stored article, to see whether the text changed.
    """

    day: date
    looks: int
    shrunk: int
    """How many of the day's fetches of pages of stored articles gave a text with less than half of
    the words of the article's stored text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The first and the last day of a fault that a site's pages had, and that has ended.

    There are two such faults: the layout of the pages changed so that extraction failed, or no
    article was stored although the site listed many links.
    """

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All that the audit knows of a site: its sources, paused hosts, counts by day and faults."""

    key: str
    sources: tuple[Source, ...] = ()
    days: tuple[SiteDay, ...] = ()
    """The site's counts of each day of the last four weeks, oldest first. If a fault of the site
    has not ended yet, the days begin four weeks before the first sign of this fault."""
    hosts: tuple[Host, ...] = ()
    """The hosts of the site that were paused because they failed or refused requests, and that
    have given no good answer since."""
    articles_a_day: int | None = None
    """The minimum number of articles that the site must publish each day, as the registry states it
    (`expect`). None if the registry states none."""
    looks: tuple[LookDay, ...] = ()
    """The days of the last week on which pages of the site's stored articles were fetched again to
    see whether they changed, oldest first."""
    ended: tuple[Ended, ...] = ()
    """The faults of the site's pages that ended in the last five weeks. The days of these faults do
    not count as usual days of the site."""
    open_since: Mapping[Kind, datetime] = field(default_factory=dict)
    """The present faults of the site: maps the kind of each fault that an earlier audit found, and
    that has not ended, to the time of the first sign of the fault."""

    def was_faulty(self, day: date) -> bool:
        """Whether a fault of the site's pages lasted on `day`, and has ended since then.

        Faults that have not ended yet are in `open_since`, and are not looked at here.
        """
        return any(each.first <= day <= each.last for each in self.ended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A site to audit, with what the registry says about it.

    This is its key, its sources, and how many articles it must publish each day at least.
    """

    key: str
    sources: Mapping[str, str]
    """Maps the URL of each source of the site to its kind, e.g. "feed" or "sitemap"."""
    articles_a_day: int | None = None
