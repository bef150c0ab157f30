"""The rows that the audit judges: what sources answered and what sites gave, day by day in UTC."""

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
    """Polls that listed something that was not known before."""
    links: int | None = None
    """How many links the last good poll listed; None where it was unchanged all day."""
    good_at: datetime | None = None
    """When the last poll without a fault was."""
    first_news_at: datetime | None = None
    last_news_at: datetime | None = None
    longest_pause: timedelta = timedelta()
    """The longest time between two polls of the day that brought news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """The polls of a source that failed since its last good one."""

    times: int
    since: datetime
    reason: str
    """Of the last of them, a word in snake case."""
    failure: str
    """The same in a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A feed, sitemap or section page that runs poll."""

    url: str
    kind: str
    """A key of newsbot.discovery.kinds.KINDS, e.g. "feed"."""
    days: tuple[SourceDay, ...] = ()
    """The days on which it was polled, oldest first: from four weeks before its last news on."""
    faults: Faults | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host that is left alone because it failed or refused as a whole."""

    host: str
    reason: str
    """A name of newsbot.reasons."""
    failures: int
    """How many times in a row it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDay:
    """What a site gave on one day."""

    day: date
    found: int = 0
    """Links that its sources listed for the first time."""
    fetched: int = 0
    articles: int = 0
    """Articles that were stored for the first time, copies included."""
    rejected: Mapping[str, int] = field(default_factory=dict)
    """Tries that gave no article, by reason, failed downloads included."""
    filled: Mapping[str, int] = field(default_factory=dict)
    """How many of `articles` have a field, by its name; a field that none has may be missing."""
    words: Mapping[int, int] = field(default_factory=dict)
    """How many of `articles` have about so many words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunk:
    """The looks at known articles today, and how many texts were under half of the one before."""

    looks: int
    texts: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A registered site, with what is known of its last weeks."""

    key: str
    sources: tuple[Source, ...] = ()
    days: tuple[SiteDay, ...] = ()
    """Oldest first; with an open finding, from four weeks before its first sign on."""
    hosts: tuple[Host, ...] = ()
    """Its hosts that are left alone."""
    articles_a_day: int | None = None
    """The least number of articles on any day, as the registry says."""
    shrunk: Shrunk | None = None
    open_since: Mapping[Kind, datetime] = field(default_factory=dict)
    """The first signs of what the last audit found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A site of the registry, as far as the audit needs it."""

    key: str
    sources: Mapping[str, str]
    """The kinds of its sources, by URL."""
    articles_a_day: int | None = None
