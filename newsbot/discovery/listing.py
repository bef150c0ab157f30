"""The contents of a source: the links or sitemaps that it lists."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from newsbot.items import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSitemap:
    """A sitemap that an index of sitemaps lists."""

    url: str
    changed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The contents of a source: article links or, in an index of sitemaps, further sitemaps."""

    links: tuple[Link, ...]
    """The links to articles, each URL once, in the order of the source."""
    children: tuple[ChildSitemap, ...] = ()
    not_web: int = 0
    """The number of entries with a link that is no web URL, e.g. "mailto:…", "http://[gazette]/"."""
    is_cut_off: bool = False
    """Whether the source is a gzip file that was cut off, so that links may be missing."""
    ttl: timedelta | None = None
    """How long the source says that it stays unchanged, e.g. RSS `ttl`; None if not stated."""
