"""What the audit judges, by day in UTC: the polls of each source, and the pages of each site."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from newsbot.health.findings import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDay:
    """The polls of a source on one day."""

    day: date
    polls: int = 0
    with_news: int = 0
    """How many polls brought news: a link newer than all that the source had listed before."""
    links: int | None = None
    """How many links the source listed at its last poll without a fault; None where no poll of the
    day read the source anew, because it was unchanged or failed."""
    good_at: datetime | None = None
    """When the last poll without a fault was; None where all polls of the day failed."""
    first_news_at: datetime | None = None
    last_news_at: datetime | None = None
    longest_pause: timedelta = timedelta()
    """The longest time between two polls of the day that brought news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """The polls of a source that failed since its last poll without a fault."""

    times: int
    since: datetime
    until: datetime
    """When the last of the failed polls was."""
    reason: str
    """Why the last of the failed polls failed, as a word in snake case."""
    failure: str
    """Why the last of the failed polls failed, as a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed, sitemap or section page that crawl runs poll for links."""

    url: str
    kind: str
    """The kind of the source: a key of newsbot.discovery.kinds.KINDS, e.g. "feed"."""
    days: tuple[SourceDay, ...] = ()
    """The days on which the source was polled, oldest first, from four weeks before the last day on
    which it brought news."""
    faults: Faults | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host that gets no requests for a while, because it failed or refused them as a whole."""

    host: str
    reason: str
    """Why the host is paused: a name from newsbot.reasons."""
    failures: int
    """How many times in a row the host failed or refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDay:
    """The links, pages and articles of a site on one day."""

    day: date
    found: int = 0
    """How many links the site's sources listed for the first time."""
    fetched: int = 0
    articles: int = 0
    """How many articles were stored for the first time, copies included."""
    rejected: Mapping[str, int] = field(default_factory=dict)
    """How many requests gave no article, by reason; failed downloads are counted too."""
    filled: Mapping[str, int] = field(default_factory=dict)
    """How many of `articles` have each field, by its name; a field that none has may be missing."""
    words: Mapping[int, int] = field(default_factory=dict)
    """How many of `articles` have each length: number of words, rounded → number of articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookDay:
    """The looks at the pages of a site's stored articles on one day."""

    day: date
    looks: int
    shrunk: int
    """How many of the pages had less than half of the words of the article's current text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A fault of a site's pages that is over: its first and its last day."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site of the registry, with its sources, its paused hosts and the days of its last weeks."""

    key: str
    sources: tuple[Source, ...] = ()
    days: tuple[SiteDay, ...] = ()
    """The days of the last four weeks, oldest first; where a finding is open, the four weeks before
    its first sign as well."""
    hosts: tuple[Host, ...] = ()
    """The hosts of the site that are paused because they failed or refused."""
    articles_a_day: int | None = None
    """The fewest articles a day that the registry expects of the site; None: it expects nothing."""
    looks: tuple[LookDay, ...] = ()
    """The days of the last week on which pages were looked at again, oldest first."""
    ended: tuple[Ended, ...] = ()
    """The faults of the site's pages that ended in the last weeks."""
    open_since: Mapping[Kind, datetime] = field(default_factory=dict)
    """By kind, the first sign of each fault that an earlier audit found and that has not ended."""

    def was_faulty(self, day: date) -> bool:
        """Whether a day is one of a fault of the site's pages that ended since."""
        return any(each.first <= day <= each.last for each in self.ended)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What the registry says of a site that is to be audited."""

    key: str
    sources: Mapping[str, str]
    """The kind of each source of the site (feed, sitemap …), by the source's URL."""
    articles_a_day: int | None = None
